import type { Filter } from '../../ir/filter.ts';
import { dltByName, dltByNumber, type LinkType } from '../../support/link-types.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import { emitExpression } from './emit/emit-expression.ts';
import { FilterBuilder } from './emit/filter-builder.ts';
import type { LinkLayer } from './link/link-layer.ts';
import { LINK_LAYERS } from './link/link-layer-table.ts';
import type { MeaningContext } from './meaning/context.ts';
import { fromStart } from './meaning/packet-test.ts';
import { primitiveMeaning } from './meaning/primitive.ts';
import type { Resolver } from './names/resolver.ts';
import { WELL_KNOWN_NAMES } from './names/well-known-names.ts';
import { parseWithRemarks } from './parse.ts';
import type { FilterRemark } from './remark.ts';

/** The number of bytes to keep of a packet where nothing else is asked for, as in tcpdump. */
export const DEFAULT_SNAPLEN = 262_144;

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
  /** What names stand for. Default: services and protocols that every system knows. */
  readonly resolver?: Resolver;
}

/** A filter expression as IR. */
export interface CompiledExpression {
  /** Returns the number of bytes to keep, 0 to reject. One block accepts, and one rejects. */
  readonly filter: Filter;
  /** Where the meaning may surprise, in the order of the text. */
  readonly remarks: readonly FilterRemark[];
}

/** A link type that has no name, or that filters can't be compiled for. */
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
 * @throws {@link UnsupportedError} where this compiler does not know the meaning.
 * @throws {@link LinkTypeError} for an unknown link type.
 */
export function compileExpression(
  text: string,
  options: ExpressionOptions = {},
): CompiledExpression {
  const layer = linkLayer(options.dlt ?? 'EN10MB');
  const { expression, remarks } = parseWithRemarks(text);
  const context: MeaningContext = {
    frame: { layer, offsets: layer.offsets(fromStart(0)) },
    resolver: options.resolver ?? WELL_KNOWN_NAMES,
    netmask: options.netmask ?? null,
    linux: options.linux ?? false,
  };
  const builder = new FilterBuilder();
  emitExpression(builder, expression, (primitive) => primitiveMeaning(context, primitive));
  const filter = builder.finish('filter', options.snaplen ?? DEFAULT_SNAPLEN);
  return { filter, remarks };
}

function linkLayer(dlt: string | number): LinkLayer {
  const type = linkType(dlt);
  if (type === null) {
    throw new LinkTypeError(`unknown link type ${dlt}`);
  }
  const layer = LINK_LAYERS.get(type.name);
  if (layer === undefined) {
    throw new UnsupportedError(`filters for link type ${type.name} are not supported yet`);
  }
  return layer;
}

function linkType(dlt: string | number): LinkType | null {
  if (typeof dlt === 'number') {
    return dltByNumber(dlt);
  }
  return /^\d+$/.test(dlt) ? dltByNumber(Number(dlt)) : dltByName(dlt);
}
