import type { Random } from '../../support/random.ts';

const MAC = '1:2:3:4:5:6';
/** Not `!=`, which libpcap 1.10.3 takes for `=` here. */
const OPERATORS = ['', '= ', '< ', '> ', '<= ', '>= '];

/** Makes a primitive about what only some link types have. */
type Maker = (random: Random) => string;

const oneOf =
  (...choices: readonly string[]): Maker =>
  (random) =>
    random.pick(choices);

const field =
  (names: readonly string[], most: number): Maker =>
  (random) =>
    `${random.pick(names)} ${random.pick(OPERATORS)}${random.below(most)}`;

const ethernet: Maker = oneOf(
  `ether host ${MAC}`,
  `ether src ${MAC}`,
  'ether broadcast',
  'ether multicast',
  'ether[0] & 1 = 0',
);

const llc: Maker = oneOf(
  'llc',
  'llc i',
  'llc s',
  'llc u',
  'llc rr',
  'llc ui',
  'llc xid',
  'stp',
  'iso',
);

const osi: Maker = oneOf(
  'clnp',
  'esis',
  'isis',
  'iso proto 0x81',
  'netbeui',
  'ipx',
  'atalk',
  'aarp',
);

const tag: Maker = (random) => random.pick(['vlan', `vlan ${random.below(6)}`, 'vlan and vlan 2']);

const label: Maker = (random) => random.pick(['mpls', `mpls ${random.below(9)}`, 'mpls and ip']);

/** Releases of libpcap differ in how they load a destination. */
const decnet: Maker = oneOf('decnet src 1.2', 'decnet src 63.1023', 'decnet');

const tunnel: Maker = oneOf('geneve', 'geneve 5', 'pppoes', 'pppoes 7', 'pppoed');

const chain: Maker = (random) =>
  `${random.pick(['ip ', 'ip6 ', ''])}protochain ${random.pick([6, 17, 0, 44, 60, 58])}`;

const wlan: Maker = oneOf(
  'type mgt',
  'type data',
  'type ctl',
  'subtype beacon',
  'subtype qos-data',
  'type ctl subtype ack',
  'dir fromds',
  'dir 3',
  `wlan addr1 ${MAC}`,
  `wlan addr2 ${MAC}`,
  `wlan addr3 ${MAC}`,
  `wlan addr4 ${MAC}`,
  `wlan ra ${MAC}`,
  `wlan ta ${MAC}`,
  `wlan host ${MAC}`,
  `wlan src ${MAC}`,
  `wlan dst ${MAC}`,
  'wlan broadcast',
  'wlan multicast',
  'wlan[0] & 0xf0 = 0x80',
  'llc',
  'llc ui',
);

const radio: Maker = (random) => `radio[${random.below(20)}] = ${random.below(3)}`;

const crossing: Maker = oneOf('inbound', 'outbound');

const packetFilter: Maker = oneOf(
  'on em0',
  'ifname lo',
  'rset abcdef',
  'rnr 5',
  'srnr 123',
  'reason match',
  'reason short',
  'action pass',
  'action block',
  'action rdr',
);

/** Releases of libpcap differ in how they load a destination point code. */
const signalling: readonly Maker[] = [
  oneOf('fisu', 'lssu', 'msu', 'hfisu', 'hlssu', 'hmsu'),
  field(['sio'], 256),
  (random) => `hsio > ${random.below(256)}`,
  field(['sls', 'hsls'], 16),
  (random) => `${random.pick(['opc', 'hopc'])} ${random.below(16384)}`,
  () => 'sio (3 or 5 or 9)',
];

const atm: readonly Maker[] = [
  field(['vpi', 'vci'], 256),
  oneOf('metac', 'bcc', 'sc', 'ilmic', 'oam', 'oamf4', 'oamf4ec', 'oamf4sc', 'connectmsg'),
  oneOf('lane', 'lane and ip', 'lane and ether multicast', 'metaconnect', 'llc', 'lane and llc'),
];

const MAKERS: ReadonlyMap<string, readonly Maker[]> = new Map([
  ['EN10MB', [ethernet, llc, osi, tag, label, decnet, tunnel, chain]],
  ['NETANALYZER', [ethernet, osi, tag, label]],
  ['NETANALYZER_TRANSPARENT', [ethernet, osi, tag, label]],
  ['RAW', [chain]],
  ['IPV4', [chain]],
  ['IPV6', [chain]],
  ['LINUX_SLL', [osi, chain, crossing]],
  ['LINUX_SLL2', [osi, chain, crossing]],
  ['IEEE802_11', [wlan, osi, tag]],
  ['IEEE802_11_RADIO', [wlan, radio, osi, tag]],
  ['IEEE802_11_RADIO_AVS', [wlan, radio, osi, tag]],
  ['PRISM_HEADER', [wlan, radio, osi, tag]],
  ['PPI', [wlan, radio, osi]],
  ['FDDI', [ethernet, llc, osi, decnet]],
  ['IEEE802', [ethernet, llc, osi]],
  ['IP_OVER_FC', [ethernet, osi]],
  ['ATM_RFC1483', [llc, osi]],
  ['ATM_CLIP', [osi]],
  ['SUNATM', [...atm, osi]],
  ['PPP', [label, osi, chain]],
  ['PPP_SERIAL', [osi, chain]],
  ['PPP_ETHER', [osi, chain]],
  ['PPP_BSDOS', [osi]],
  ['PPP_PPPD', [crossing]],
  ['C_HDLC', [label, osi]],
  ['FRELAY', [osi]],
  /** Releases of libpcap differ in what they take for outbound. */
  ['SLIP', [oneOf('inbound')]],
  ['SLIP_BSDOS', [osi]],
  ['NULL', [chain]],
  ['LOOP', [chain]],
  ['ENC', [chain]],
  ['PFLOG', [packetFilter, crossing]],
  ['IPNET', [crossing]],
  ['MTP2', signalling],
  ['MTP2_WITH_PHDR', signalling],
  ['ERF', signalling],
  ['SYMANTEC_FIREWALL', [osi]],
  ['APPLE_IP_OVER_IEEE1394', [osi]],
  ['LTALK', [osi]],
  ['JUNIPER_ATM1', [crossing]],
  ['JUNIPER_MLPPP', [crossing]],
  ['JUNIPER_PPPOE', [crossing, osi]],
  ['NFLOG', [oneOf('link[3] = 5', 'link[2:2] > 9')]],
  ['USB_LINUX', [oneOf('link[3] = 5', 'link[2:2] > 9')]],
]);

/** The link types that {@link randomLinkPrimitive} knows primitives for, by DLT name. */
export const RANDOM_LINK_TYPES: readonly string[] = [...MAKERS.keys()];

/** A random primitive about the headers of packets of `dlt`, encapsulations included. */
export function randomLinkPrimitive(random: Random, dlt: string): string {
  const makers = MAKERS.get(dlt);
  if (makers === undefined) {
    throw new Error(`no primitives for link type ${dlt}`);
  }
  return random.pick(makers)(random);
}
