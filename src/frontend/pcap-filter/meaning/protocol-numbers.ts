/** Values of the EtherType field. Source: IANA, "IEEE 802 Numbers". */
export const ETHERTYPE = {
  xns: 0x0600,
  ip: 0x0800,
  arp: 0x0806,
  rarp: 0x8035,
  ip6: 0x86dd,
  moprc: 0x6002,
  mopdl: 0x6001,
  decnet: 0x6003,
  lat: 0x6004,
  sca: 0x6007,
  atalk: 0x809b,
  aarp: 0x80f3,
  ipx: 0x8137,
  slow: 0x8809,
  lldp: 0x88cc,
  loopback: 0x9000,
} as const;

/** Values of the EtherType field whose protocols carry others. Source: as above. */
export const CARRIER_ETHERTYPE = {
  vlan: 0x8100,
  serviceVlan: 0x88a8,
  oldServiceVlan: 0x9100,
  mpls: 0x8847,
  pppoeDiscovery: 0x8863,
  pppoeSession: 0x8864,
  transparentEthernet: 0x6558,
} as const;

/** Values of the DSAP and SSAP fields of an IEEE 802.2 header. Source: IEEE 802.2, annex. */
export const LLC_SAP = {
  ip: 0x06,
  stp: 0x42,
  snap: 0xaa,
  ipx: 0xe0,
  netbeui: 0xf0,
  iso: 0xfe,
} as const;

/** The largest SAP. */
export const MAX_SAP = 0xff;

/** The largest value of an Ethernet length field; above it the field is an EtherType. */
export const MAX_ETHERNET_LENGTH = 1500;

/** Values of the IPv4 protocol and IPv6 next header fields. Source: IANA, "Protocol Numbers". */
export const IP_PROTOCOL = {
  hopByHop: 0,
  icmp: 1,
  igmp: 2,
  tcp: 6,
  igrp: 9,
  udp: 17,
  routing: 43,
  fragment: 44,
  esp: 50,
  ah: 51,
  icmp6: 58,
  destinationOptions: 60,
  pim: 103,
  vrrp: 112,
  sctp: 132,
} as const;

/** The names that `link proto` takes, each with its EtherType or, up to 255, its SAP. */
export const LINK_PROTOCOL_NAMES: ReadonlyMap<string, number> = new Map<string, number>([
  ...Object.entries(ETHERTYPE),
  ['iso', LLC_SAP.iso],
  ['stp', LLC_SAP.stp],
  ['ipx', LLC_SAP.ipx],
  ['netbeui', LLC_SAP.netbeui],
]);
