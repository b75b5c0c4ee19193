import { all } from '../../../control-flow/condition.ts';
import { FilterTypeError } from '../../errors.ts';
import type { Primitive } from '../../syntax/ast.ts';
import type { MeaningContext } from '../context.ts';
import { LABEL_LENGTH } from '../label-stack.ts';
import { behind, byteAt, equals, type PacketTest } from '../packet-test.ts';

/** Some bits of the control byte, and what they are. */
interface Control {
  readonly mask: number;
  readonly value: number;
}

/** Where the control byte is, behind the two SAPs. */
const CONTROL_BYTE = 2;

const supervisory = (value: number): Control => ({ mask: 0x0f, value });
const unnumbered = (value: number): Control => ({ mask: 0xef, value });

/** The kinds of frames by their control byte. Source: IEEE 802.2, 5.4. */
const CONTROLS: ReadonlyMap<string, Control> = new Map([
  ['i', { mask: 0x01, value: 0x00 }],
  ['s', { mask: 0x03, value: 0x01 }],
  ['u', { mask: 0x03, value: 0x03 }],
  ['rr', supervisory(0x01)],
  ['rnr', supervisory(0x05)],
  ['rej', supervisory(0x09)],
  ['ui', unnumbered(0x03)],
  ['ua', unnumbered(0x63)],
  ['disc', unnumbered(0x43)],
  ['dm', unnumbered(0x0f)],
  ['sabme', unnumbered(0x6f)],
  ['test', unnumbered(0xe3)],
  ['xid', unnumbered(0xaf)],
  ['frmr', unnumbered(0x87)],
]);

/** `llc` and `llc type`: the frame has an IEEE 802.2 header, of this type. */
export function llcMeaning(
  { frame: { layer, offsets, labels } }: MeaningContext,
  { type, span }: Extract<Primitive, { readonly kind: 'llc' }>,
): PacketTest {
  if (layer.llc === undefined) {
    throw new FilterTypeError(
      'FILTER_LINK_TYPE',
      `packets of type ${layer.name} have no IEEE 802.2 header that filters can be about`,
      { span },
    );
  }
  const at = { ...offsets, payload: behind(offsets.payload, -LABEL_LENGTH * labels) };
  const isPresent = layer.llc.isPresent(at);
  if (type === null) {
    return isPresent;
  }
  const control = CONTROLS.get(type);
  if (control === undefined) {
    throw new FilterTypeError('FILTER_NAME', `'${type}' is not a type of IEEE 802.2 frame`, {
      span,
    });
  }
  const byte = byteAt(behind(layer.llc.start(at), CONTROL_BYTE), control.mask);
  return all(isPresent, equals(byte, control.value));
}
