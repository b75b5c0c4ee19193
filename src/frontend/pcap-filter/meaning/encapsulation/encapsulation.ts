import type { SourceSpan } from '../../../../support/source-span.ts';
import type { Encapsulation } from '../../syntax/ast.ts';
import type { MeaningContext } from '../context.ts';
import type { EncapsulationMeaning } from '../frame.ts';
import { mplsMeaning } from './mpls.ts';
import { pppoeDiscoveryMeaning, pppoeSessionMeaning } from './pppoe.ts';
import { geneveMeaning, vxlanMeaning } from './tunnel.ts';
import { vlanMeaning } from './vlan.ts';

type Meaning = (
  context: MeaningContext,
  number: number | null,
  span: SourceSpan,
) => EncapsulationMeaning;

const MEANINGS: Readonly<Record<Encapsulation, Meaning>> = {
  vlan: vlanMeaning,
  mpls: mplsMeaning,
  pppoed: pppoeDiscoveryMeaning,
  pppoes: pppoeSessionMeaning,
  geneve: geneveMeaning,
  vxlan: vxlanMeaning,
};

/** Whether primitives of `kind` are encapsulations. */
export function isEncapsulation(kind: string): kind is Encapsulation {
  return kind in MEANINGS;
}

/**
 * The meaning of an encapsulation, with the number of the tag, label, session or network that it is
 * to have, `null` for any.
 *
 * @throws {@link FilterTypeError} where the frame can't have it, and for a number out of range.
 */
export function encapsulationMeaning(
  context: MeaningContext,
  kind: Encapsulation,
  number: number | null,
  span: SourceSpan,
): EncapsulationMeaning {
  return MEANINGS[kind](context, number, span);
}
