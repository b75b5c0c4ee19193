import type { ValueId } from '../../ir/ids.ts';
import type { Instr } from '../../ir/ir.ts';
import type { Label } from './label.ts';

/** What each variable is at a point of the program; what it starts out as where it is not listed. */
type Values<Variable> = ReadonlyMap<Variable, ValueId>;

/** The values with which control comes from the block at a label. */
interface Edge<Variable> {
  readonly from: Label;
  readonly values: Values<Variable>;
}

/** The values of a variable that meet at a label, by the block that they come from. */
type Incoming = Map<Label, ValueId>;

/**
 * Turns variables into SSA values while blocks are written in the order of execution, so that all
 * paths to a block are known when it starts. Where no variable is live, nothing is kept.
 *
 * Source: the rules for sealed blocks in Braun et al., "Simple and Efficient Construction of Static
 * Single Assignment Form", CC 2013, section 2.
 */
export class Variables<Variable extends object> {
  readonly #newValue: () => ValueId;
  readonly #edges = new Map<Label, Edge<Variable>[]>();
  /** The phis at labels that some block without values goes to. */
  readonly #incomplete = new Map<Label, Map<Variable, Incoming>>();
  readonly #nothing: Values<Variable> = new Map();
  #values: Values<Variable> = this.#nothing;
  #live: Set<Variable> = new Set();
  /** What each variable starts out as, of those that are read where nothing has assigned to them. */
  readonly #initials = new Map<Variable, ValueId>();

  constructor(newValue: () => ValueId) {
    this.#newValue = newValue;
  }

  /** The values that variables start out as. */
  get initials(): Iterable<ValueId> {
    return this.#initials.values();
  }

  /** The value that `variable` starts out as. */
  initial(variable: Variable): ValueId {
    const known = this.#initials.get(variable);
    const id = known ?? this.#newValue();
    this.#initials.set(variable, id);
    return id;
  }

  assign(variable: Variable, value: ValueId): void {
    this.#live.add(variable);
    this.#values = new Map(this.#values).set(variable, value);
  }

  read(variable: Variable): ValueId {
    return this.#values.get(variable) ?? this.initial(variable);
  }

  /** Forgets all variables but those in `live`, until they are assigned again. */
  retain(live: ReadonlySet<Variable>): void {
    if (live.size > 0 || this.#live.size > 0) {
      this.#live = new Set(live);
      this.#values = this.#onlyLive(this.#values);
    }
  }

  /** Notes that control goes from the block at `from`, which has ended, to `target`. */
  leave(from: Label, target: Label): void {
    if (this.#values.size === 0) {
      return;
    }
    const edges = this.#edges.get(target) ?? [];
    edges.push({ from, values: this.#values });
    this.#edges.set(target, edges);
  }

  /** Starts the block at `label`, to which `count` blocks go. Yields its phis. */
  enter(label: Label, count: number): readonly Instr[] {
    const edges = this.#edges.get(label) ?? [];
    this.#edges.delete(label);
    const [first] = edges;
    if (first === undefined) {
      this.#values = this.#nothing;
      return [];
    }
    if (edges.length === count && edges.every(({ values }) => values === first.values)) {
      this.#values = this.#onlyLive(first.values);
      return [];
    }
    return this.#merge(label, edges, count);
  }

  /** Adds the edges without values to the phis, given the labels of the blocks before each label. */
  complete(predecessors: (label: Label) => readonly Label[]): void {
    for (const [label, phis] of this.#incomplete) {
      for (const from of predecessors(label)) {
        for (const [variable, incoming] of phis) {
          incoming.set(from, incoming.get(from) ?? this.initial(variable));
        }
      }
    }
  }

  #merge(label: Label, edges: readonly Edge<Variable>[], count: number): readonly Instr[] {
    const phis: Instr[] = [];
    const merged = new Map<Variable, ValueId>();
    const isComplete = edges.length === count;
    for (const variable of this.#variablesOf(edges)) {
      const incoming: Incoming = new Map(
        edges.map(({ from, values }) => [from, values.get(variable) ?? this.initial(variable)]),
      );
      const [only, ...different] = new Set(incoming.values());
      if (isComplete && only !== undefined && different.length === 0) {
        merged.set(variable, only);
        continue;
      }
      const id = this.#newValue();
      phis.push({ kind: 'phi', id, type: 'i32', incoming });
      merged.set(variable, id);
      if (!isComplete) {
        const others = this.#incomplete.get(label) ?? new Map<Variable, Incoming>();
        this.#incomplete.set(label, others.set(variable, incoming));
      }
    }
    this.#values = merged;
    return phis;
  }

  #variablesOf(edges: readonly Edge<Variable>[]): ReadonlySet<Variable> {
    const variables = new Set<Variable>();
    for (const { values } of edges) {
      for (const variable of values.keys()) {
        if (this.#live.has(variable)) {
          variables.add(variable);
        }
      }
    }
    return variables;
  }

  #onlyLive(values: Values<Variable>): Values<Variable> {
    const live = this.#live;
    return [...values.keys()].every((variable) => live.has(variable))
      ? values
      : new Map([...values].filter(([variable]) => live.has(variable)));
  }
}
