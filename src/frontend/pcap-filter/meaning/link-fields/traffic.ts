import type { Primitive } from '../../syntax/ast.ts';
import type { AtmField, AtmTest, Ss7Field, Ss7Test } from '../../syntax/keywords.ts';
import type { MeaningContext } from '../context.ts';
import type { PacketTest } from '../packet-test.ts';
import { atmFieldMeaning, atmTrafficMeaning, laneMeaning } from './atm.ts';
import { signalFieldMeaning, signalUnitMeaning } from './ss7.ts';

/** A kind of ATM traffic or SS7 signal unit by its name. */
export function trafficMeaning(
  context: MeaningContext,
  { traffic, span }: Extract<Primitive, { readonly kind: 'traffic' }>,
): PacketTest {
  if (isSignalUnit(traffic)) {
    return signalUnitMeaning(context, traffic, span);
  }
  return traffic === 'lane'
    ? laneMeaning(context, span).test
    : atmTrafficMeaning(context, traffic, span);
}

/** A field of an ATM cell or SS7 signal unit against numbers. */
export function fieldMeaning(
  context: MeaningContext,
  primitive: Extract<Primitive, { readonly kind: 'field' }>,
): PacketTest {
  const { field } = primitive;
  return isAtmField(field)
    ? atmFieldMeaning(context, field, primitive)
    : signalFieldMeaning(context, field, primitive);
}

const SIGNAL_UNITS: ReadonlySet<AtmTest | Ss7Test> = new Set<Ss7Test>([
  'fisu',
  'lssu',
  'msu',
  'hfisu',
  'hlssu',
  'hmsu',
]);

const isSignalUnit = (traffic: AtmTest | Ss7Test): traffic is Ss7Test => SIGNAL_UNITS.has(traffic);

const isAtmField = (field: AtmField | Ss7Field): field is AtmField =>
  field === 'vpi' || field === 'vci';
