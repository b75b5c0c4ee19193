import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** A question for the worker, in the form that its engine takes. */
export type LayoutRequest =
  | { readonly engine: 'elk'; readonly graph: object }
  | { readonly engine: 'graphviz'; readonly dot: string };

/** A graph was not laid out in time, or at all. */
export class LayoutError extends Error {
  override readonly name = 'LayoutError';
  readonly code = 'LAYOUT';
}

/** Runs in the worker. Text, since a worker that is a file would need one form a way to run it. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
let elk, graphviz;
const answer = async ({ engine, graph, dot }) => {
  if (engine === 'elk') {
    elk ??= new (require(workerData.elk))();
    return elk.layout(graph);
  }
  graphviz ??= (await import(workerData.graphviz)).Graphviz.load();
  return (await graphviz).layout(dot, 'plain', 'dot');
};
parentPort.on('message', (request) =>
  answer(request).then(
    (result) => parentPort.postMessage({ result }),
    (error) => parentPort.postMessage({ error: String(error?.message ?? error) }),
  ),
);`;

/**
 * A thread that lays out graphs, so that one that takes too long can be given up. Starts on first
 * use. Takes one request at a time.
 */
export class LayoutWorker {
  #worker: Worker | null = null;

  /**
   * Asks for one layout.
   *
   * @throws {@link LayoutError} after `deadline` milliseconds, or where the engine fails.
   */
  async ask(request: LayoutRequest, deadline: number): Promise<unknown> {
    const worker = this.#worker ?? start();
    this.#worker = worker;
    try {
      return await reply(worker, request, deadline);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }
}

function start(): Worker {
  const { resolve } = createRequire(import.meta.url);
  const worker = new Worker(PROGRAM, {
    eval: true,
    workerData: {
      elk: resolve('elkjs/lib/elk.bundled.js'),
      graphviz: pathToFileURL(resolve('@hpcc-js/wasm-graphviz')).href,
    },
  });
  worker.unref();
  return worker;
}

function reply(worker: Worker, request: LayoutRequest, deadline: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      worker.removeAllListeners('message');
      worker.removeAllListeners('error');
    };
    const timer = setTimeout(() => {
      settle();
      reject(new LayoutError(`the drawing was not laid out within ${deadline} ms`));
    }, deadline);
    worker.once('message', (message: { result?: unknown; error?: string }) => {
      settle();
      if (message.error === undefined) {
        resolve(message.result);
      } else {
        reject(new LayoutError(message.error));
      }
    });
    worker.once('error', (cause) => {
      settle();
      reject(new LayoutError('the layout failed', { cause }));
    });
    worker.postMessage(request);
  });
}
