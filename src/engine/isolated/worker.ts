import { EngineError } from '../engine.ts';
import { engineFor, engineNamed } from '../engines.ts';
import type { IsolatedReply, IsolatedRequest } from './protocol.ts';

// The program of the child process in which `isolated.ts` runs code that may fault.

process.on('message', (request: IsolatedRequest) => reply(answer(request)));
reply({ kind: 'ready' });

function reply(message: IsolatedReply): void {
  process.send?.(message);
}

function answer(request: IsolatedRequest): IsolatedReply {
  try {
    return { kind: 'verdicts', verdicts: run(request) };
  } catch (error) {
    return { kind: 'refused', message: error instanceof Error ? error.message : String(error) };
  }
}

function run({ code, batch, engine: name, guarded = false }: IsolatedRequest): Uint32Array {
  const verdicts = new Uint32Array(batch.count);
  const engine = name === undefined ? engineFor(code.kind) : engineNamed(name);
  if (guarded) {
    if (engine.runGuarded === undefined) {
      throw new EngineError(`${engine.name} can't run on guarded packets`);
    }
    engine.runGuarded(code, batch, verdicts);
    return verdicts;
  }
  const filter = engine.load(code);
  try {
    filter.runBatch(batch, verdicts);
  } finally {
    filter.close();
  }
  return verdicts;
}
