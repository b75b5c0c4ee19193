import type { SourceSpan } from '../../../support/source-span.ts';
import { constancy } from '../../control-flow/condition.ts';
import type { FilterRemark } from '../remark.ts';
import type { Primitive } from '../syntax/ast.ts';
import type { MeaningContext } from './context.ts';
import { encapsulationMeaning, isEncapsulation } from './encapsulation/encapsulation.ts';
import { entryPlan } from './entry-plan.ts';
import { type Frame, variablesOf } from './frame.ts';
import { laneMeaning } from './link-fields/atm.ts';
import type { OffsetVariable, PacketTest } from './packet-test.ts';
import { primitiveMeaning } from './primitive.ts';

/**
 * How far an encapsulation goes: `libpcap`, to the end of the text, across `or`, `)` and `not`;
 * `scoped`, to the end of the `and` that it stands in.
 */
export type EncapsulationScope = 'libpcap' | 'scoped';

/** A frame that primitives are about, and the encapsulation that it was entered by. */
export interface EnteredFrame {
  readonly frame: Frame;
  /** `null` for the frame that the packet starts with. */
  readonly by: { readonly keyword: string; readonly span: SourceSpan } | null;
  /** The variables that can be read as long as the text may come back to this frame. */
  readonly variables: ReadonlySet<OffsetVariable>;
}

/** Primitives that mean the same on any frame. */
const INDEPENDENT: ReadonlySet<Primitive['kind']> = new Set(['everything', 'less', 'greater']);

/** Where reading a filter expression has come to: the frame that the next primitive is about. */
export class TextPosition {
  /** What primitives are read in, about the current frame. */
  #context: MeaningContext;
  readonly #outermost: Frame;
  readonly #scope: EncapsulationScope;
  readonly #remarks: FilterRemark[] = [];
  readonly #constants = new Map<Primitive, boolean>();
  readonly #remarkedOn = new Set<EnteredFrame>();
  /** Whether the lengths of the outermost headers are lost. */
  #lost = false;
  /** The frame that the next primitive is about. */
  #current: EnteredFrame;
  /** The frame that it would be about if encapsulations were scoped. */
  #scoped: EnteredFrame;

  constructor(context: Omit<MeaningContext, 'remark'>, scope: EncapsulationScope) {
    const { frame, resolver, netmask, linux, extensions } = context;
    const remark = (one: FilterRemark): number => this.#remarks.push(one);
    this.#context = { frame, resolver, netmask, linux, extensions, remark };
    this.#scope = scope;
    this.#outermost = frame;
    this.#current = { frame, by: null, variables: variablesOf(frame) };
    this.#scoped = this.#current;
  }

  /** Where an encapsulation means more than its place in the text suggests. */
  get remarks(): readonly FilterRemark[] {
    return this.#remarks;
  }

  /** The frame that the next primitive is about. */
  get last(): Frame {
    return this.#current.frame;
  }

  /** The variables that primitives from here on can read. */
  get variables(): ReadonlySet<OffsetVariable> {
    return this.#current.variables;
  }

  /** The frame to come back to where the part of the text ends that starts here. */
  get mark(): EnteredFrame {
    return this.#scoped;
  }

  /** Comes back to the frame at `mark`, where encapsulations are scoped. */
  comeBack(mark: EnteredFrame): void {
    this.#scoped = mark;
    if (this.#scope === 'scoped') {
      this.#current = mark;
    }
  }

  /** The primitives read so far that hold, or fail, whatever the packet. */
  get constants(): ReadonlyMap<Primitive, boolean> {
    return this.#constants;
  }

  /** What `primitive` tests, as the next one in the text. */
  read(primitive: Primitive): PacketTest {
    const test = this.#meaningOf(primitive);
    const constant = constancy(test);
    if (constant !== null) {
      this.#constants.set(primitive, constant);
    }
    return test;
  }

  #meaningOf(primitive: Primitive): PacketTest {
    const context = this.#contextOf(this.#current.frame);
    this.#remarkOn(primitive);
    const { span } = primitive;
    if (primitive.kind === 'traffic' && primitive.traffic === 'lane') {
      const { test, frame } = laneMeaning(context, span);
      this.#enter(frame, { keyword: 'lane', span });
      return test;
    }
    if (!isEncapsulation(primitive.kind) || !('number' in primitive)) {
      return primitiveMeaning(context, primitive);
    }
    const { kind, number } = primitive;
    const { test, frame } = encapsulationMeaning(context, kind, number, span);
    if (frame !== context.frame) {
      this.#enter(frame, { keyword: kind, span });
    }
    return test;
  }

  #contextOf(frame: Frame): MeaningContext {
    if (this.#context.frame !== frame) {
      this.#context = { ...this.#context, frame };
    }
    return this.#context;
  }

  #enter(frame: Frame, by: EnteredFrame['by']): void {
    const own = variablesOf(frame);
    const variables =
      this.#scope === 'scoped' && this.#current.variables.size > 0
        ? new Set([...this.#current.variables, ...own])
        : own;
    this.#remarkOnLost(frame, by);
    this.#current = { frame, by, variables };
    this.#scoped = this.#current;
  }

  /** Says where libpcap forgets how long the headers are that come before those of `frame`. */
  #remarkOnLost(frame: Frame, by: EnteredFrame['by']): void {
    const wasLost = this.#lost;
    this.#lost = this.#scope === 'libpcap' && entryPlan(this.#outermost, frame).lost.size > 0;
    if (by !== null && this.#lost && !wasLost) {
      this.#remarks.push({
        message:
          `as in libpcap, '${by.keyword}' makes the whole filter take headers of variable length ` +
          'before it for empty; --encapsulation scoped does not',
        span: by.span,
      });
    }
  }

  #remarkOn({ kind, span }: Primitive): void {
    const { by } = this.#current;
    if (
      by === null ||
      this.#current === this.#scoped ||
      this.#remarkedOn.has(this.#current) ||
      INDEPENDENT.has(kind)
    ) {
      return;
    }
    this.#remarkedOn.add(this.#current);
    this.#remarks.push({
      message:
        `this is about what is behind the '${by.keyword}' at column ${by.span.start + 1}, ` +
        "although outside of its 'and'; --encapsulation scoped ends it there",
      span,
    });
  }
}
