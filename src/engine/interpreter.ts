import { prepare } from '../interpret/interpret.ts';
import { codeOfKind, type Engine, EngineError, type LoadedFilter } from './engine.ts';
import { runOneByOne } from './one-by-one.ts';

/**
 * Runs the IR itself: the slowest engine, and the one that every other must agree with.
 *
 * The filter must not be edited while it is loaded.
 */
export const interpreterEngine: Engine = {
  name: 'interpreter',
  summary: 'Runs the IR on the reference interpreter.',
  accepts: 'ir',
  isForeign: false,
  unavailable: () => null,

  load(code) {
    const interpret = prepare(codeOfKind(code, 'ir').filter);
    let open = true;
    const run: LoadedFilter['run'] = (packet) => {
      if (!open) {
        throw new EngineError('the filter is closed');
      }
      return interpret(packet);
    };
    return {
      run,
      runBatch: (batch, verdicts) => runOneByOne(run, batch, verdicts),
      close() {
        open = false;
      },
    };
  },
};
