import type { FilterView } from '../../ir/filter-view.ts';
import { printFilter } from '../../ir/print.ts';
import type { PassRecord } from '../../pass/pass-record.ts';
import { tell } from '../terminal.ts';

/** The options that print the filter between passes. */
export interface DumpFlags {
  readonly printAfterAll?: boolean;
  readonly printChanged?: boolean;
}

/** What to call as a filter goes through the passes. */
export interface DumpObservers {
  onInput?(filter: FilterView): void;
  onPass?(filter: FilterView, record: PassRecord): void;
}

/** Observers that print the filter to standard error, as text that `--from ir` reads back. */
export function dumpObservers({ printAfterAll, printChanged }: DumpFlags): DumpObservers {
  if (printAfterAll !== true && printChanged !== true) {
    return {};
  }
  return {
    onInput: (filter) => {
      tell(`; *** input ***\n${printFilter(filter)}`);
    },
    onPass: (filter, { application, pass, changed }) => {
      if (printAfterAll === true || changed) {
        const title = `; *** after ${application}: ${pass}${changed ? '' : ' (unchanged)'} ***`;
        tell(changed ? `${title}\n${printFilter(filter)}` : title);
      }
    },
  };
}
