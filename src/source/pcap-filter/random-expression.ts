import type { Random } from '../../support/random.ts';
import { randomLinkPrimitive } from './random-link-primitive.ts';

/** In percent, how many primitives of an expression have stood in it before. */
const REPETITION = 35;

/** In percent, how many primitives are about the link layer or encapsulations. */
const LINK_PRIMITIVES = 25;

/**
 * A random expression for packets of link type `dlt`, of which libpcap knows the meaning too where
 * it does not refuse it. Its parts repeat, so that tests settle others. Left out is what releases of libpcap differ about: `ip
 * multicast`, and IPv6 networks whose masks leave out whole words.
 */
export function randomExpression(random: Random, dlt = 'EN10MB', depth = 3): string {
  return new ExpressionMaker(random, dlt).expression(depth);
}

class ExpressionMaker {
  readonly #random: Random;
  readonly #dlt: string;
  readonly #primitives: string[] = [];

  constructor(random: Random, dlt: string) {
    this.#random = random;
    this.#dlt = dlt;
  }

  expression(depth: number): string {
    const roll = this.#random.below(100);
    if (depth === 0 || roll < 30) {
      return this.#primitive();
    }
    if (roll < 40) {
      return `not ${this.expression(depth - 1)}`;
    }
    if (roll < 55) {
      return `(${this.expression(depth - 1)})`;
    }
    const [left, right] = [this.expression(depth - 1), this.expression(depth - 1)];
    return `${left} ${this.#random.pick(['and', 'or', '&&', '||'])} ${right}`;
  }

  #primitive(): string {
    if (this.#primitives.length > 0 && this.#random.percent(REPETITION)) {
      return this.#random.pick(this.#primitives);
    }
    const made = this.#random.percent(LINK_PRIMITIVES)
      ? randomLinkPrimitive(this.#random, this.#dlt)
      : primitive(this.#random);
    this.#primitives.push(made);
    return made;
  }
}

const DIRECTIONS = ['', '', 'src ', 'dst ', 'src or dst ', 'src and dst '];
const IPV4 = ['10.0.0.1', '192.168.1.40', '10.1', '172.16.5', '0x0a000001', '10'];
const IPV4_NETS = [
  '10.0.0.0/8',
  '192.168.1.0/24',
  '172.16.0.0/12',
  '10',
  '128.3',
  '10.0.0.0 mask 255.255.0.0',
];
const IPV6 = ['::1', 'fe80::1', 'ff02::1', '2001:db8::1.2.3.4', '1:2:3:4:5:6:7:8'];
const PROTOCOLS = [
  'ip',
  'ip6',
  'arp',
  'rarp',
  'tcp',
  'udp',
  'sctp',
  'icmp',
  'icmp6',
  'igmp',
  'igrp',
  'pim',
  'vrrp',
  'ah',
  'esp',
  'atalk',
  'aarp',
  'decnet',
  'lat',
  'sca',
  'moprc',
  'mopdl',
  'iso',
  'stp',
  'ipx',
  'netbeui',
];

function primitive(random: Random): string {
  const direction = random.pick(DIRECTIONS);
  const port = random.pick([22, 53, 80, 443, 65535, 0]);
  switch (random.below(20)) {
    case 0:
      return random.pick(PROTOCOLS);
    case 1:
      return `${random.pick(['', 'ip ', 'arp ', 'rarp '])}${direction}host ${random.pick(IPV4)}`;
    case 2:
      return `${random.pick(['', 'ip ', 'arp '])}${direction}net ${random.pick(IPV4_NETS)}`;
    case 3:
      return `${random.pick(['', 'ip6 '])}${direction}host ${random.pick(IPV6)}`;
    case 4:
      return `${direction}net ${random.pick(['1:2:3:4:5:6:7:0/112', '1:2:3:4:5:6:7:8/127'])}`;
    case 5:
      return `${random.pick(['', 'tcp ', 'udp ', 'sctp '])}${direction}port ${port}`;
    case 6:
      return `${random.pick(['', 'tcp '])}${direction}portrange ${port}-${random.below(65536)}`;
    case 7:
      return `ether ${random.pick(['host', 'src', 'dst', 'src or dst'])} 1:2:3:4:5:${random.below(9)}`;
    case 8:
      return random.pick(['broadcast', 'ether multicast', 'ip6 multicast', 'ip broadcast']);
    case 9:
      return `${random.pick(['ip ', 'ip6 ', ''])}proto ${random.below(256)}`;
    case 10:
      return `ether proto ${random.pick([0x800, 6, 0xe0, 0xfe, 0x42, 0x1234, 1501])}`;
    case 11:
      return `${random.pick(['less', 'greater'])} ${random.below(200)}`;
    case 12:
    case 13:
      return list(random, direction);
    default:
      return `${arithmetic(random, 3)} ${random.pick(['=', '!=', '<', '>', '<=', '>=', '=='])} ${arithmetic(random, 2)}`;
  }
}

/** A few addresses or ports for one field, all but the first without the words before them. */
function list(random: Random, direction: string): string {
  const items = Array.from({ length: random.between(2, 7) }, () => random.below(20));
  const [kind, item] = random.pick([
    ['port', (number: number) => `${number * 7}`],
    ['host', (number: number) => `10.0.0.${number}`],
    ['net', (number: number) => `10.${number}`],
  ] as const);
  const join = random.percent(90) ? ' or ' : ' and ';
  return `${direction}${kind} (${items.map(item).join(join)})`;
}

const INDEXED = [
  'ether',
  'ip',
  'ip6',
  'arp',
  'rarp',
  'tcp',
  'udp',
  'sctp',
  'icmp',
  'igmp',
  'igrp',
  'pim',
  'vrrp',
  'icmp6',
  'decnet',
  'lat',
  'sca',
  'atalk',
  'moprc',
  'mopdl',
];

function arithmetic(random: Random, depth: number): string {
  const roll = random.below(100);
  if (depth === 0 || roll < 25) {
    return random.pick(['len', '0x10', 'tcp-syn', `${random.below(70)}`, `${random.next()}`]);
  }
  if (roll < 60) {
    const size = random.pick(['', ':1', ':2', ':4']);
    return `${random.pick(INDEXED)}[${index(random, depth - 1)}${size}]`;
  }
  if (roll < 65) {
    return `- ${arithmetic(random, depth - 1)}`;
  }
  if (roll < 75) {
    return `(${arithmetic(random, depth - 1)})`;
  }
  if (roll < 80) {
    return `${arithmetic(random, depth - 1)} ${random.pick(['<<', '>>'])} ${random.below(32)}`;
  }
  const operator = random.pick(['+', '-', '*', '&', '|', '^', '/', '%']);
  return `${arithmetic(random, depth - 1)} ${operator} ${arithmetic(random, depth - 1)}`;
}

function index(random: Random, depth: number): string {
  return random.percent(60) ? `${random.below(24)}` : arithmetic(random, depth);
}
