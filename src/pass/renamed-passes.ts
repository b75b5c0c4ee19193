/**
 * The names that passes had before they were made one, and the passes that do their work now: texts and
 * plugins that were written with them keep working. A pass that goes by such a name itself, as one of a
 * plugin may, comes first.
 */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['constant-folding', 'sparse-constant-propagation'],
  ['edge-threading', 'jump-threading'],
  ['redundant-predicates', 'jump-threading'],
  ['path-splitting', 'tail-duplication'],
  ['path-specialization', 'tail-duplication<large>'],
  ['list-bypass', 'tail-duplication'],
  ['rule-bypass', 'tail-duplication<large>'],
  ['value-numbering', 'gvn'],
  ['test-grouping', 'branch-reordering'],
  ['test-ordering', 'branch-reordering'],
  ['test-merging', 'switch-formation'],
  ['superfluous-branches', 'switch-formation'],
  ['list-formation', 'switch-formation<lists>'],
  ['hoisting', 'code-motion'],
  ['check-hoisting', 'code-motion'],
  ['guard-elimination', 'check-elimination'],
]);

/** The name that the pass called `name` goes by now, which mostly is `name`. */
export function currentPassName(name: string): string {
  return RENAMED.get(name) ?? name;
}
