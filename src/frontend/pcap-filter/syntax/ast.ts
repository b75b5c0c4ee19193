/**
 * The syntax tree of a filter expression. Operator nodes nest as deep as the text does, so walk
 * trees with an explicit stack.
 */

import type { SourceSpan } from '../../../support/source-span.ts';
import type { AtmField, AtmTest, Protocol, Ss7Field, Ss7Test } from './keywords.ts';
import type { ArithmeticSymbol, RelationSymbol } from './token.ts';

/** Something that a packet fulfils or does not. */
export type Expression = Connective | Negation | Primitive;

/** `left and right` or `left or right`; both bind equally, to the left. */
export interface Connective {
  readonly kind: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
  readonly span: SourceSpan;
}

/** `not operand`. */
export interface Negation {
  readonly kind: 'not';
  readonly operand: Expression;
  readonly span: SourceSpan;
}

/** An expression without `and`, `or` and `not`. */
export type Primitive = {
  readonly span: SourceSpan;
} /** The empty expression, which every packet fulfils. */ & (
  | { readonly kind: 'everything' }
  /** A protocol by its name: `tcp`. */
  | { readonly kind: 'protocol'; readonly protocol: Protocol }
  /** Qualifiers and what they qualify: `src net 10.0.0.0/8`. */
  | { readonly kind: 'match'; readonly qualifiers: Qualifiers; readonly operand: Operand }
  /** Two numbers compared: `ip[8] < 5`. */
  | Relation
  /** `ether broadcast`; `protocol` is `null` where none is written. */
  | { readonly kind: 'broadcast' | 'multicast'; readonly protocol: Protocol | null }
  /** `less bytes` (at most) and `greater bytes` (at least), of the length on the wire. */
  | { readonly kind: 'less' | 'greater'; readonly bytes: number }
  /** `byte offset operator value`: a byte of the link-layer header against a number. */
  | {
      readonly kind: 'byte';
      readonly offset: number;
      readonly operator: '=' | '<' | '>' | '&' | '|';
      readonly value: number;
    }
  /** The direction in which the packet crossed the interface. */
  | { readonly kind: 'inbound' | 'outbound' }
  | { readonly kind: 'ifindex'; readonly index: number }
  /** An encapsulation, and the number of the tag, label, session or network; `null` for any. */
  | { readonly kind: Encapsulation; readonly number: number | null }
  /** A field that OpenBSD's packet filter logs: `on em0`, `action block`. */
  | { readonly kind: 'pf'; readonly field: PfField; readonly value: string | number }
  /** The type and subtype of an 802.11 frame, at least one of them given. */
  | {
      readonly kind: 'wlan-type';
      readonly protocol: Protocol | null;
      readonly type: string | number | null;
      readonly subtype: string | number | null;
    }
  /** The direction of an 802.11 frame: `dir fromds`. */
  | {
      readonly kind: 'wlan-direction';
      readonly protocol: Protocol | null;
      readonly direction: string | number;
    }
  /** An IEEE 802.2 frame, of one type where `type` is not `null`: `llc rr`. */
  | { readonly kind: 'llc'; readonly type: string | null }
  | { readonly kind: 'traffic'; readonly traffic: AtmTest | Ss7Test }
  /** A field of a cell or signal unit against alternatives: `vci (10 or > 1000)`. */
  | {
      readonly kind: 'field';
      readonly field: AtmField | Ss7Field;
      readonly alternatives: readonly FieldTest[];
    }
);

/** Two numbers compared, both unsigned. */
export interface Relation {
  readonly kind: 'relation';
  readonly operator: RelationSymbol;
  readonly left: Arithmetic;
  readonly right: Arithmetic;
  readonly span: SourceSpan;
}

/** A field compared with a u32. */
export interface FieldTest {
  readonly operator: RelationSymbol;
  readonly value: number;
}

/** Headers that push those of the packet proper further back. */
export type Encapsulation = 'vlan' | 'mpls' | 'pppoed' | 'pppoes' | 'geneve' | 'vxlan';

/** What OpenBSD's packet filter logs of a packet. */
export type PfField = 'ifname' | 'reason' | 'action' | 'rnr' | 'srnr' | 'rset';

/** Which end of a packet an address is: of two, either or both. The rest is 802.11's. */
export type Direction =
  | 'src'
  | 'dst'
  | 'src or dst'
  | 'src and dst'
  | 'addr1'
  | 'addr2'
  | 'addr3'
  | 'addr4'
  | 'ra'
  | 'ta';

/** What an operand is. */
export type OperandType =
  | 'host'
  | 'net'
  | 'port'
  | 'portrange'
  | 'gateway'
  | 'proto'
  | 'protochain';

/** What stands before an operand, or is inherited by one without; `null` where nothing is written. */
export interface Qualifiers {
  readonly protocol: Protocol | null;
  readonly direction: Direction | null;
  readonly type: OperandType | null;
  /** Where they were written, which is elsewhere for an operand that inherits them. */
  readonly span: SourceSpan;
}

/** What qualifiers qualify. */
export type Operand = { readonly span: SourceSpan } & (
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'number'; readonly value: number }
  /** Two to four numbers with dots, as written; a prefix length, or a mask in the same form. */
  | {
      readonly kind: 'ipv4';
      readonly text: string;
      readonly prefix: number | null;
      readonly mask: string | null;
    }
  | { readonly kind: 'ipv6'; readonly text: string; readonly prefix: number | null }
  | { readonly kind: 'mac'; readonly text: string }
  | { readonly kind: 'short-address'; readonly value: number }
);

/** A u32 that is worked out from a packet, modulo 2^32. */
export type Arithmetic = { readonly span: SourceSpan } & (
  | { readonly kind: 'number'; readonly value: number }
  /** The length on the wire. */
  | { readonly kind: 'length' }
  /** `protocol[offset:size]`: bytes of a header, big-endian. */
  | PacketLoad
  | { readonly kind: 'negate'; readonly operand: Arithmetic }
  | BinaryArithmetic
);

/** `protocol[offset:size]`. */
export interface PacketLoad {
  readonly kind: 'load';
  readonly protocol: Protocol;
  readonly offset: Arithmetic;
  readonly size: 1 | 2 | 4;
  readonly span: SourceSpan;
}

/** `left operator right`. */
export interface BinaryArithmetic {
  readonly kind: 'binary';
  readonly operator: ArithmeticSymbol;
  readonly left: Arithmetic;
  readonly right: Arithmetic;
  readonly span: SourceSpan;
}
