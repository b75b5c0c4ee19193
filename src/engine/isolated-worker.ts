import { EngineError } from './engine.ts';
import { engineFor, engineNamed } from './engines.ts';
import type { IsolatedReply, IsolatedRequest } from './isolated-protocol.ts';
import { guardedMemory } from './native/guarded-memory.ts';
import { loadMachineCode } from './native/machine-code.ts';
import { runOneByOne } from './one-by-one.ts';

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

function run(request: IsolatedRequest): Uint32Array {
  const verdicts = new Uint32Array(request.batch.count);
  if (request.guarded === true) {
    runGuarded(request, verdicts);
    return verdicts;
  }
  const { code, engine } = request;
  const filter = (engine === undefined ? engineFor(code.kind) : engineNamed(engine)).load(code);
  try {
    filter.runBatch(request.batch, verdicts);
  } finally {
    filter.close();
  }
  return verdicts;
}

/** Runs machine code on packets that each end where the readable memory does. */
function runGuarded({ code, batch }: IsolatedRequest, verdicts: Uint32Array): void {
  if (code.kind !== 'x64') {
    throw new EngineError(`only x64 code runs on guarded packets, not ${code.kind}`);
  }
  const memory = guardedMemory(
    batch.caplens.reduce((longest, caplen) => Math.max(longest, caplen), 0),
  );
  const filter = loadMachineCode(code.bytes);
  runOneByOne((packet) => memory.run(filter, packet), batch, verdicts);
  filter.close();
  memory.close();
}
