import type { Z3WasmReply, Z3WasmRequest } from './z3-wasm-protocol.ts';

/**
 * The program of the process in which `z3-wasm.ts` runs z3. Its functions are called so that they return
 * when they are done. The others of the package read their text from memory that has been given away by
 * then, so that now and then they understand another query, and its threads keep a process from ending.
 */

type Z3Package = typeof import('z3-solver');
type Instance = Awaited<ReturnType<Z3Package['init']>>;

await start();

async function start(): Promise<void> {
  try {
    const { init } = await import('z3-solver');
    const instance = await init();
    process.on('message', (request: Z3WasmRequest) => reply(answer(instance, request)));
    reply({ kind: 'ready' });
  } catch (error) {
    reply({ kind: 'refused', message: error instanceof Error ? error.message : String(error) });
  }
}

function reply(message: Z3WasmReply): void {
  process.send?.(message);
}

function answer({ Z3, em }: Instance, { query, values }: Z3WasmRequest): Z3WasmReply {
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  Z3.del_config(config);
  const tell = (text: string): string =>
    em.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'string'], [context, text]);
  const status = tell(`${query}(check-sat)\n`);
  const told = status.trim() === 'sat' ? tell(values) : '';
  Z3.del_context(context);
  return { kind: 'answer', status, values: told };
}
