import type { SourceSpan } from '../../../../support/source-span.ts';
import { ALWAYS, all, not } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import { type MeaningContext, tooLarge } from '../context.ts';
import type { EncapsulationMeaning } from '../frame.ts';
import { isBottomOfStack, LABEL_LENGTH } from '../label-stack.ts';
import { behind, equals, load } from '../packet-test.ts';

/** Where the number of a label is in its entry, as a word. RFC 3032, 2.1. */
const LABEL = { mask: 0xffff_f000, shift: 12, most: 0xf_ffff } as const;

/** `mpls` and `mpls label`: one more label, behind which the text goes on. */
export function mplsMeaning(
  { frame }: MeaningContext,
  number: number | null,
  span: SourceSpan,
): EncapsulationMeaning {
  const { layer, offsets, labels } = frame;
  if (layer.mpls === undefined) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `packets of type ${layer.name} have no MPLS labels`,
      { span },
    );
  }
  if (number !== null && number > LABEL.most) {
    throw tooLarge('MPLS label', number, LABEL.most, span);
  }
  const entry = offsets.payload;
  const another =
    labels === 0 ? all(frame.typed, layer.mpls(offsets)) : not(isBottomOfStack(entry));
  const labelled =
    number === null ? ALWAYS : equals(load(4, entry, LABEL.mask), (number << LABEL.shift) >>> 0);
  return {
    test: all(another, labelled),
    frame: {
      ...frame,
      labels: labels + 1,
      offsets: { ...offsets, payload: behind(entry, LABEL_LENGTH) },
    },
  };
}
