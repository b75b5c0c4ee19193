import type { Filter } from '../../ir/filter.ts';
import { dltByName, dltByNumber } from '../../support/link-types.ts';
import { DEFAULT_SNAPLEN } from '../../support/snaplen.ts';
import { ALWAYS } from '../control-flow/condition.ts';
import { connectiveRemarks, transportWarnings } from './connective-remarks.ts';
import { type ConstantParts, constantParts } from './emit/constant-parts.ts';
import { emitEntry } from './emit/emit-entry.ts';
import { emitExpression } from './emit/emit-expression.ts';
import { type FilterBuilder, filterBuilder } from './emit/filter-builder.ts';
import type { PacketOrigin } from './link/address-family.ts';
import type { LinkLayer } from './link/link-layer.ts';
import { linkLayerOf } from './link/link-layer-table.ts';
import type { MeaningContext } from './meaning/context.ts';
import { entryPlan } from './meaning/entry-plan.ts';
import { outermostFrame } from './meaning/frame.ts';
import { type EncapsulationScope, TextPosition } from './meaning/text-position.ts';
import type { Resolver } from './names/resolver.ts';
import { WELL_KNOWN_NAMES } from './names/well-known-names.ts';
import { parseWithRemarks } from './parse.ts';
import type { FilterRemark } from './remark.ts';
import type { Expression } from './syntax/ast.ts';

/** Capture files and the kernel keep the number in 16 bits. */
const MAX_LINK_TYPE = 0xffff;

/** What a filter expression is about. */
export interface ExpressionOptions {
  /** The link type of the packets: a DLT name or number. Default: `EN10MB`. */
  readonly dlt?: string | number;
  /** The number of bytes to keep of an accepted packet, a u32. Default: {@link DEFAULT_SNAPLEN}. */
  readonly snaplen?: number;
  /** The netmask of the network, a u32. Default: unknown, so that `ip broadcast` is an error. */
  readonly netmask?: number | null;
  /**
   * Whether Linux runs the filter on packets as it captures them, so that it can use what the kernel
   * keeps beside a packet. Default: `false`.
   */
  readonly linux?: boolean;
  /**
   * Where the packets come from. Some link types hold numbers as the system has them that captured
   * the packet: those of Linux on a little-endian machine for `live`, of any system for `savefile`.
   * Default: `live`.
   */
  readonly origin?: PacketOrigin;
  /** How far encapsulations such as `vlan` go in the text. Default: `libpcap`. */
  readonly encapsulation?: EncapsulationScope;
  /**
   * Whether to take the extensions to libpcap's language: `tcp[…]`, `udp[…]` and `sctp[…]` over IPv6.
   * Default: `false`.
   */
  readonly extensions?: boolean;
  /** What names stand for. Default: services and protocols that every system knows. */
  readonly resolver?: Resolver;
}

/** A filter expression as IR. */
export interface CompiledExpression {
  /** Returns the number of bytes to keep, 0 to reject. One block accepts, and one rejects. */
  readonly filter: Filter;
  /**
   * Whether parts were left out that hold, or fail, on every packet. libpcap before 1.11 loads what stands beside
   * them, and so rejects more of the packets that end early.
   */
  readonly folded: boolean;
  /** Where the meaning may surprise, in the order of the text. */
  readonly remarks: readonly FilterRemark[];
  /** What can't hold, and needs another option to. */
  readonly warnings: readonly FilterRemark[];
}

/** Neither the name of a link type nor a number that could be one. */
export class LinkTypeError extends Error {
  override readonly name = 'LinkTypeError';
  readonly code = 'LINK_TYPE_UNKNOWN';
}

/**
 * Compiles a filter expression in the language of pcap-filter(7) to unoptimized IR, which gives the
 * verdict of libpcap's unoptimized code on every packet, truncated ones included. The empty
 * expression accepts everything. Linear in the text, however deeply it nests.
 *
 * @throws {@link FilterSyntaxError} where the text does not follow the grammar.
 * @throws {@link FilterTypeError} where a part has no meaning.
 * @throws {@link LinkTypeError} for an unknown name, or a number that is no u16.
 */
export function compileExpression(
  text: string,
  options: ExpressionOptions = {},
): CompiledExpression {
  const layer = linkLayer(options.dlt ?? 'EN10MB', options.origin ?? 'live');
  const { expression, remarks } = parseWithRemarks(text);
  const context: Omit<MeaningContext, 'remark'> = {
    frame: outermostFrame(layer),
    resolver: options.resolver ?? WELL_KNOWN_NAMES,
    netmask: options.netmask ?? null,
    linux: options.linux ?? false,
    extensions: options.extensions ?? false,
  };
  const { builder, position } = emitFolded(
    expression,
    () => new TextPosition(context, options.encapsulation ?? 'libpcap'),
  );
  const frame = options.encapsulation === 'scoped' ? context.frame : position.last;
  const gate = expression.kind === 'everything' ? ALWAYS : (frame.layer.gate ?? ALWAYS);
  emitEntry(builder, gate, entryPlan(context.frame, frame));
  const filter = builder.finish('filter', options.snaplen ?? DEFAULT_SNAPLEN);
  const folded = position.constants.size > 0;
  return {
    filter,
    folded,
    remarks: inTextOrder([...remarks, ...position.remarks, ...connectiveRemarks(expression)]),
    warnings: options.extensions === true ? [] : inTextOrder(transportWarnings(expression)),
  };
}

interface Emitted {
  readonly builder: FilterBuilder;
  /** The end of the text. */
  readonly position: TextPosition;
}

/**
 * Writes the code for `expression`. As in libpcap since 1.11, nothing is loaded for a part of it that holds, or
 * fails, on every packet of the link type. Which parts do is known at the end of the text only, so code that has
 * some is written again.
 */
function emitFolded(expression: Expression, start: () => TextPosition): Emitted {
  const emit = (constants: ConstantParts): Emitted => {
    const position = start();
    const builder = filterBuilder();
    emitExpression(builder, expression, { position, constants });
    return { builder, position };
  };
  const first = emit(new Map());
  const { constants } = first.position;
  return constants.size === 0 ? first : emit(constantParts(expression, constants));
}

function inTextOrder(remarks: readonly FilterRemark[]): readonly FilterRemark[] {
  return remarks.toSorted((a, b) => a.span.start - b.span.start);
}

function linkLayer(dlt: string | number, origin: PacketOrigin): LinkLayer {
  const number = typeof dlt === 'number' || /^\d+$/.test(dlt) ? Number(dlt) : null;
  if (number !== null && (number > MAX_LINK_TYPE || number < 0 || !Number.isInteger(number))) {
    throw new LinkTypeError(
      `unknown link type ${dlt}; the numbers are those from 0 to ${MAX_LINK_TYPE}`,
    );
  }
  const type = number === null ? dltByName(String(dlt)) : dltByNumber(number);
  if (type === null && number === null) {
    throw new LinkTypeError(`unknown link type ${dlt}`);
  }
  return linkLayerOf(type?.name ?? `link type ${number}`, origin);
}
