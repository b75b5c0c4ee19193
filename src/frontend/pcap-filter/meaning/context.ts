import type { SourceSpan } from '../../../support/source-span.ts';
import { all } from '../../control-flow/condition.ts';
import { FilterTypeError } from '../errors.ts';
import type { Resolver } from '../names/resolver.ts';
import type { FilterRemark } from '../remark.ts';
import type { Frame } from './frame.ts';
import { carriesAboveMpls } from './label-stack.ts';
import type { PacketTest } from './packet-test.ts';

/** What the meaning of a primitive depends on, besides its text. */
export interface MeaningContext {
  /** The headers that the primitive is about. */
  readonly frame: Frame;
  readonly resolver: Resolver;
  /** The netmask of the network that packets are captured on, a u32; `null` for unknown. */
  readonly netmask: number | null;
  /** Whether Linux runs the filter on packets as it captures them. */
  readonly linux: boolean;
  /** Whether the extensions to libpcap's language are taken. */
  readonly extensions: boolean;
  /** Tells where the meaning may surprise. */
  remark(remark: FilterRemark): void;
}

/**
 * Tests whether the payload of the link layer is of `protocol`: an EtherType or an IEEE 802.2 SAP.
 *
 * @throws {@link FilterTypeError} where the link-layer header can't say.
 */
export function carries(
  { frame: { layer, offsets, labels, typed } }: MeaningContext,
  protocol: number,
  span: SourceSpan,
): PacketTest {
  if (labels > 0) {
    const test = carriesAboveMpls(protocol, offsets.payload);
    if (test === null) {
      throw new FilterTypeError(
        'FILTER_LINK_TYPE',
        'behind MPLS labels there is only IPv4 or IPv6 to be told',
        { span },
      );
    }
    return test;
  }
  const test = layer.carries(protocol, offsets);
  if (test === null) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `the link-layer header of ${layer.name} does not say what its payload is`,
      { span },
    );
  }
  return all(typed, test);
}

/** The error that `qualifier` does not go with `what`. */
export function notAQualifier(
  qualifier: string,
  what: string,
  span: SourceSpan,
  suggestion: string | null = null,
): FilterTypeError {
  return new FilterTypeError(
    'FILTER_QUALIFIER',
    `'${qualifier}' is not a valid qualifier for ${what}`,
    {
      span,
      suggestion,
    },
  );
}

/** The error that a number is out of range. */
export function tooLarge(
  what: string,
  value: number,
  most: number,
  span: SourceSpan,
): FilterTypeError {
  return new FilterTypeError('FILTER_RANGE', `${what} ${value} is greater than ${most}`, { span });
}
