/** A mistake to plant in a copy of a pass, or of an analysis on which it relies. */
export interface Mistake {
  /** The pass that becomes wrong. */
  readonly pass: string;
  /** What is wrong with it. */
  readonly what: string;
  /** The file to change, from the root of the project. */
  readonly file: string;
  /** The text to change, which must stand in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** A pass behind which the mistake shows, where elsewhere it does so in rare filters only. */
  readonly behind?: string;
  /** A second change, without which only large filters would show the mistake. */
  readonly eased?: { readonly file: string; readonly from: string; readonly to: string };
}

const mistakesIn =
  (pass: string, file: string) =>
  (what: string, from: string, to: string): Mistake => ({ pass, what, file, from, to });

const propagation = mistakesIn(
  'sparse-constant-propagation',
  'passes/sparse-constant-propagation.ts',
);
const deadCode = mistakesIn('dead-code', 'passes/dead-code.ts');
const rules = mistakesIn('peephole', 'passes/peephole/rules.ts');
const merging = mistakesIn('block-merging', 'passes/block-merging/block-interner.ts');
const anticipated = mistakesIn(
  'check-elimination',
  'passes/check-elimination/anticipated-guards.ts',
);
const reordering = (file: string) =>
  mistakesIn('branch-reordering', `passes/branch-reordering/${file}`);
const gathering = 'passes/switch-formation/gather-tests.ts';
const gathered = mistakesIn('switch-formation', gathering);
const threading = (file: string) => mistakesIn('jump-threading', `passes/jump-threading/${file}`);
const duplicating = (file: string) =>
  mistakesIn('tail-duplication<large>', `passes/tail-duplication/${file}`);
const versioning = (file: string) =>
  mistakesIn('check-versioning', `passes/check-versioning/${file}`);

const head = mistakesIn('code-motion', 'passes/code-motion/common-head.ts');
const redundancy = (file: string) =>
  mistakesIn('partial-redundancy', `passes/partial-redundancy/${file}`);

/** Lists of a few tests are long enough for `switch-formation<lists>`. */
const SHORT_LISTS = {
  file: 'passes/switch-formation/switch-formation.ts',
  from: 'const LONGEST_RUN = 64;',
  to: 'const LONGEST_RUN = 2;',
} as const;

/** Lists of a few rules are long enough for a path past them. */
const FEW_RULES = {
  file: 'passes/tail-duplication/budget.ts',
  from: 'shortestChain: 64,',
  to: 'shortestChain: 2,',
} as const;

/** A copy is made wherever it spares anything. */
const ANY_GAIN = {
  file: 'passes/check-versioning/check-versioning.ts',
  from: 'const LEAST_SPARED = 0.5;',
  to: 'const LEAST_SPARED = -1;',
} as const;

/** At least two for each pass. */
export const MISTAKES: readonly Mistake[] = [
  propagation(
    'swapped polarity: a constant test takes the other way',
    'test === 0 ? terminator.ifFalse : terminator.ifTrue }',
    'test === 0 ? terminator.ifTrue : terminator.ifFalse }',
  ),
  mistakesIn('sparse-constant-propagation', 'src/ir/switch-ranges.ts')(
    'off by one: the upper end of a switch case is left out',
    'if (value > one.high) {',
    'if (value >= one.high) {',
  ),
  propagation(
    'a phi is taken for constant where only its first operand is',
    'return values.every((value) => value === first) ? first : null;',
    'return first;',
  ),
  deadCode(
    'dropped guard: the check of an unused load goes with it',
    'guards.push(instr);',
    'dead.add(instr.id);',
  ),
  mistakesIn('dead-code', 'src/ir/effect.ts')(
    'a division by what may be zero goes',
    'return !isConstant || BigInt(divisor.value) === 0n;',
    'return isConstant && BigInt(divisor.value) === 0n;',
  ),
  rules(
    'wrong shift: a quotient by a power of two is shifted by that power',
    "to: ['shr', 'x', logarithm]",
    "to: ['shr', 'x', 'A']",
  ),
  rules(
    'off-by-one bound: `x <= A` becomes `x < A`',
    "to: ['ult', 'x', ['add', 'A', 1]]",
    "to: ['ult', 'x', 'A']",
  ),
  mistakesIn('peephole', 'passes/peephole/branch-forms.ts')(
    'swapped polarity: a branch on `ne` becomes one on `eq` and keeps its targets',
    "['ne', { op: 'eq', reverses: false, swaps: true }]",
    "['ne', { op: 'eq', reverses: false, swaps: false }]",
  ),
  mistakesIn('peephole', 'passes/peephole/address-folding.ts')(
    'an address is folded though its sum may wrap around',
    ' || view.rangeOf(sum.lhs).high + addend.value > MAX_U32',
    '',
  ),
  mistakesIn('gvn', 'passes/gvn.ts')(
    'stale dominator: a value is replaced by one that does not dominate it',
    'leader !== undefined && this.#dominates(leader, block)',
    'leader !== undefined',
  ),
  mistakesIn('gvn', 'passes/gvn.ts')(
    'stale dominator: on a machine with one register, parts of addresses are shared across paths',
    'leader !== undefined && this.#dominates(leader, block)',
    'leader !== undefined && (this.#shared !== null || this.#dominates(leader, block))',
  ),
  mistakesIn('gvn', 'src/analysis/values/value-numbers.ts')(
    'loads of different widths are taken for the same',
    'offset * LOAD_WIDTHS + width',
    'offset * LOAD_WIDTHS',
  ),
  mistakesIn('gvn', 'src/analysis/values/value-numbers.ts')(
    'the operands of every operation are put in order',
    'swaps && BINARY_OPS[op].commutative ?',
    'swaps ?',
  ),
  mistakesIn('jump-threading', 'src/analysis/facts/facts.ts')(
    'swapped polarity: an edge tells the outcome of the other',
    'terminator.ifTrue === target)',
    'terminator.ifTrue !== target)',
  ),
  threading('trim-switch.ts')(
    'off-by-one bound: a case at the end of the range is ruled out',
    'low <= range.high && range.low <= high &&',
    'low < range.high && range.low <= high &&',
  ),
  threading('trim-switch.ts')(
    'a range goes of which only the first number is ruled out',
    '(low < high || !facts.differs(value, low))',
    '!facts.differs(value, low)',
  ),
  threading('trim-switch.ts')(
    'a switch with one case left leads all numbers where the rest goes',
    'return cases.length === 0 ?',
    'return cases.length <= 1 ?',
  ),
  threading('join-facts.ts')(
    'a fact is used at a join, where it holds on one edge only',
    'arrivals.every(({ facts }) => facts.outcome(test) === outcome)',
    'arrivals.some(({ facts }) => facts.outcome(test) === outcome)',
  ),
  threading('threading-sweep.ts')(
    'stale edge dominator: a join inherits from its first predecessor',
    'this.#dominators.nearestCommonAncestor(common, from)',
    'common',
  ),
  threading('edge-walker.ts')(
    'dropped guard: a block that may reject is skipped',
    "return this.#semantics === 'strict' && !facts.covers(instr, values);",
    'return false;',
  ),
  {
    ...threading('copyable-blocks.ts')(
      'stale dominator: a block is skipped though others use its values',
      'if (shared.length === 0) {',
      'if (shared.length >= 0) {',
    ),
    behind: 'gvn',
  },
  mistakesIn('block-merging', 'passes/block-merging/block-key.ts')(
    'blocks that load different widths are taken for the same',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of a source text
    '`${kind}${width}${order}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of a source text
    '`${kind}${order}',
  ),
  mistakesIn('block-merging', 'passes/block-merging/bypass-phi-edges.ts')(
    'an edge moves though a phi has to tell it from another',
    'isAdjacent && operands.some',
    '!isAdjacent && operands.some',
  ),
  merging(
    'dropped guard: a block that may reject is gone round',
    'return rejectsAll(target) ||',
    'return !rejectsAll(target) ||',
  ),
  anticipated(
    'off-by-one bound: a later check that is one byte short will do',
    '>= guard.offset;',
    '>= guard.offset - 1;',
  ),
  anticipated(
    'what one way checks is taken to be checked on both',
    'Math.min(extent, other)',
    'Math.max(extent, other)',
  ),
  mistakesIn('check-elimination', 'src/analysis/checks/check-coverage.ts')(
    'stale dominator: checks are not dropped where the walk has left them behind',
    'if (this.#tree.dominates(last.block, block)) {',
    'if (last.block !== block || last.id >= 0) {',
  ),
  mistakesIn('check-elimination', 'src/analysis/facts/block-facts.ts')(
    'a fact is used at a join, where it holds on one edge only',
    'filter.predecessorCount(id) !== 1',
    'filter.predecessorCount(id) === 0',
  ),
  mistakesIn('switch-formation', 'passes/switch-formation/compose-ranges.ts')(
    'what a later test says counts for numbers that the earlier one sends elsewhere',
    'for (const part of range.target === target ? within(inner, range) : [range]) {',
    'for (const part of range.target === target ? [range] : within(inner, range)) {',
  ),
  mistakesIn('switch-formation', 'passes/switch-formation/test-runs.ts')(
    'wrong table: a test that answers for the one behind it asks what that asks',
    '...tableOfRanges(ranges, inner.otherwise), goesPast: true',
    'cases: inner.cases, otherwise: inner.otherwise, goesPast: true',
  ),
  mistakesIn('switch-formation', 'passes/switch-formation/test-runs.ts')(
    'a test of another value counts as one of the same',
    'next.number !== number',
    'next.number < 0',
  ),
  {
    ...mistakesIn('switch-formation', 'passes/switch-formation/test-runs.ts')(
      'stale dominator: paths lead past a test whose constants others use',
      ' && this.#isSelfContained(inner)',
      '',
    ),
    behind: 'gvn',
  },
  mistakesIn('switch-formation', 'passes/switch-formation/test-runs.ts')(
    'dropped guard: a test that checks farther is answered by the one before it',
    '(isPassed || !mayReject(instr)) && ',
    '',
  ),
  reordering('grouping.ts')(
    'dropped guard: a test that is moved up does not make the checks that it owes',
    'if (!this.#ledger.covers(index, check)) {',
    'if (this.#ledger.covers(index, check)) {',
  ),
  reordering('test-chain.ts')(
    'a test that is reached from elsewhere too is moved',
    'filter.predecessorCount(id) === 1 &&',
    '',
  ),
  gathered(
    'swapped polarity: a range that a branch tests leads where the rest should',
    'test.holds ? [only.target, otherwise] : [otherwise, only.target]',
    'test.holds ? [otherwise, only.target] : [only.target, otherwise]',
  ),
  mistakesIn('switch-formation', 'passes/switch-formation/overlay.ts')(
    'off-by-one bound: a later test takes the last number of a range',
    'indexOf(starts, high + 1, first)',
    'indexOf(starts, high, first)',
  ),
  {
    ...mistakesIn('switch-formation<lists>', gathering)(
      'swapped polarity: a range that a branch tests leads where the rest should',
      'test.holds ? [only.target, otherwise] : [otherwise, only.target]',
      'test.holds ? [otherwise, only.target] : [only.target, otherwise]',
    ),
    eased: SHORT_LISTS,
  },
  {
    ...mistakesIn('switch-formation<lists>', 'passes/switch-formation/overlay.ts')(
      'off-by-one bound: a later test takes the last number of a range',
      'indexOf(starts, high + 1, first)',
      'indexOf(starts, high, first)',
    ),
    eased: SHORT_LISTS,
  },
  mistakesIn('switch-formation<trees>', gathering)(
    'off-by-one bound: the first number of a range is left out',
    "{ op: 'ugt', constant: low - 1, holds: true }",
    "{ op: 'ugt', constant: low, holds: true }",
  ),
  mistakesIn('switch-formation<trees>', 'src/analysis/values/constant-test.ts')(
    'off-by-one bound: `x <= c` is read as `x < c`',
    "['ule', (constant) => ({ low: 0, high: constant })]",
    "['ule', (constant) => ({ low: 0, high: constant - 1 })]",
  ),
  reordering('segment-order.ts')(
    'a test goes before one whose values it uses',
    '!needs.has(other.index) &&',
    '',
  ),
  reordering('segment-needs.ts')(
    'dropped guard: an unchecked load goes before what checks for it',
    'instrs.some(isUnchecked) ? checking : []',
    '[]',
  ),
  reordering('check-ledger.ts')(
    'dropped guard: a check that comes later counts as made',
    'first !== undefined && first.group <= group',
    'first !== undefined',
  ),
  mistakesIn('branch-reordering', 'passes/edit/keep-constants.ts')(
    'stale dominator: constants of tests that come later now are not copied',
    'owner !== undefined && owner !== segment',
    'owner !== undefined && owner === segment',
  ),
  mistakesIn('early-rejection', 'passes/early-rejection/accepted-numbers.ts')(
    'what only one way out asks for is asked of all',
    'union(successors(terminator).map(setOf))',
    'union(successors(terminator).slice(-1).map(setOf))',
  ),
  mistakesIn('early-rejection', 'passes/early-rejection/accepted-numbers.ts')(
    'the numbers that lead elsewhere are left out',
    'union(switchRanges(test).map(',
    'union(test.cases.map(',
  ),
  reordering('grouping.ts')(
    'tests are moved freely across checks where what leaves is accepted',
    'this.#isConjunction = isRejection(filter, exit);',
    'this.#isConjunction = !isRejection(filter, exit);',
  ),
  {
    ...mistakesIn('tail-duplication', 'passes/tail-duplication/bypass-chains.ts')(
      'the path past the tests of one value leaves out those of others too',
      'chain.tests.filter(({ number }) => number !== first.number)',
      'chain.tests.filter(({ number }) => number < first.number)',
    ),
    eased: FEW_RULES,
  },
  mistakesIn('tail-duplication', 'passes/tail-duplication/test-table.ts')(
    'wrong outcome: what one edge of a switch tells is taken to hold on all',
    '{block}>$',
    '{block}',
  ),
  mistakesIn('tail-duplication', 'passes/tail-duplication/test-table.ts')(
    'swapped polarity: an implied outcome is taken for the other',
    'settled ? HOLDS : FAILS',
    'settled ? FAILS : HOLDS',
  ),
  duplicating('test-table.ts')(
    'wrong outcome: an edge of a switch tells what its first case does',
    'facts.onEdge(terminator, target)',
    'facts.onEdge(terminator, terminator.cases[0]?.target ?? target)',
  ),
  duplicating('copy-blocks.ts')(
    'wrong outcome: a copy leads to blocks that go by what others know',
    '(block) => places.of({ block, state: step.next.get(block) ?? 0 })',
    '(block) => block',
  ),
  {
    ...duplicating('tail-duplication.ts')(
      'dropped guard: loads that lose their check stay unchecked',
      'if (steps !== null || bypassed) {',
      'if (bypassed) {',
    ),
    behind: 'check-elimination',
  },
  duplicating('known-outcomes.ts')(
    'a fact is used at a join: a block that is not copied keeps what is known on the first way',
    'const differing = (known[index] ?? 0) ^ (other[index] ?? 0);',
    'const differing = ~(known[index] ?? 0) & (other[index] ?? 0);',
  ),
  duplicating('split-ranges.ts')(
    'off by one: the lowest number of a range that is split counts as below it',
    "{ op: 'ult', than, ifTrue, ifFalse }",
    "{ op: 'ule', than, ifTrue, ifFalse }",
  ),
  duplicating('explore-states.ts')(
    'a check is forgotten: a block that loads counts as one that does nothing',
    'return instr.base === null && extentOf(instr) <= reach;',
    'return true;',
  ),
  duplicating('test-table.ts')(
    'swapped polarity: an implied outcome is taken for the other',
    'settled ? HOLDS : FAILS',
    'settled ? FAILS : HOLDS',
  ),
  versioning('check-versioning.ts')(
    'off by one: the copy is entered by packets that its guard rejects',
    "{ kind: 'const', value: reach }",
    "{ kind: 'const', value: reach - 1 }",
  ),
  versioning('check-versioning.ts')(
    'swapped polarity: the copy is for short packets',
    'ifTrue: fast,\n    ifFalse: slow,',
    'ifTrue: slow,\n    ifFalse: fast,',
  ),
  {
    ...mistakesIn('check-versioning', 'src/ir/edit/reaching-definitions.ts')(
      'where copies of a value meet, the first of them is taken',
      'predecessors.every((from) => this.#atEnd[from] === only)',
      'predecessors.length > 0',
    ),
    eased: ANY_GAIN,
  },
  {
    ...mistakesIn('check-versioning', 'src/ir/edit/reaching-definitions.ts')(
      'what phis take from the blocks before them is not looked after',
      'if (operand === value) {',
      'if (operand === value && at < 0) {',
    ),
    eased: ANY_GAIN,
  },
  head(
    'dropped guard: what one way rejects by is done on all',
    'alike.length === contents.length && alike.every(',
    'alike.every(',
  ),
  head(
    'stale dominator: what several blocks lead to moves to one of them',
    'targets.length > 1 && isOwn &&',
    'targets.length > 1 && (isOwn || targets.length > 0) &&',
  ),
  mistakesIn('code-motion', 'passes/code-motion/shared-test.ts')(
    'swapped polarity: the common block is where the other outcome leads',
    'ifTrue: outcome ? target : late',
    'ifTrue: outcome ? late : target',
  ),
  mistakesIn('code-motion', 'passes/code-motion/hoist-checks.ts')(
    'off by one: a check that stands for later ones looks a byte too far',
    'base: instr.base, offset: planned }',
    'base: instr.base, offset: planned + 1 }',
  ),
  mistakesIn('code-motion', 'src/analysis/checks/check-plan.ts')(
    'a check is hoisted that only some paths make',
    'successors(terminator).reduce((least, to) => Math.min(least, needs[to] ?? 0), Infinity)',
    'successors(terminator).reduce((most, to) => Math.max(most, needs[to] ?? 0), 0)',
  ),
  redundancy('leaders.ts')(
    'stale dominator: a value is brought that is not computed on each path by the way',
    'last !== undefined && this.#tree.dominates(this.#blockOf(last), block)',
    'last !== undefined && this.#tree.reaches(this.#blockOf(last))',
  ),
  redundancy('redundancy-search.ts')(
    'a phi is taken for what it is on its first way',
    '(definition.incoming.get(predecessor) ?? operand)',
    '([...definition.incoming.values()][0] ?? operand)',
  ),
  redundancy('redundancy-search.ts')(
    'a fact is used at a join: ways that lack the value are forgotten',
    'const [lackedBy] = lacking;',
    'const [lackedBy] = lacking.filter((id) => !incoming.has(join.predecessors[0] ?? id));',
  ),
];
