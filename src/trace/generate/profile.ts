/** How the packets of a path are carried over the link. */
export type Carrier = 'plain' | 'vlan' | 'qinq' | 'mpls' | 'pppoe' | 'gre';

/** The kinds of conversation that a trace is made of. */
export type ConversationName =
  | 'web'
  | 'backend'
  | 'interactive'
  | 'dns'
  | 'ntp'
  | 'quic'
  | 'voice'
  | 'datagram'
  | 'fragments'
  | 'vxlan'
  | 'ping'
  | 'icmp-error'
  | 'sctp'
  | 'ipsec'
  | 'arp'
  | 'neighbours'
  | 'dhcp'
  | 'multicast'
  | 'routing'
  | 'bridges'
  | 'syn-flood'
  | 'port-scan'
  | 'reflection';

/** The names of the profiles. */
export type ProfileName =
  | 'datacenter'
  | 'enterprise'
  | 'backbone-snaplen96'
  | 'ipv6-heavy'
  | 'attack'
  | 'odd';

/** What the traffic at one kind of place is like. */
export interface Profile {
  /** One line: the place. */
  readonly summary: string;
  /** The first two bytes of the addresses of the local network. */
  readonly network: readonly [number, number];
  readonly localHosts: number;
  readonly remoteHosts: number;
  /** How many paths stay inside the local network, in percent. */
  readonly insidePercent: number;
  readonly ipv6Percent: number;
  /** How paths are carried; one that is listed twice is twice as common. */
  readonly carriers: readonly Carrier[];
  /** How often each kind of conversation begins, relative to the others. */
  readonly conversations: Readonly<Partial<Record<ConversationName, number>>>;
  /** The most bytes captured of a packet. */
  readonly snaplen: number;
  /** How many frames are spoiled, in percent. */
  readonly malformedPercent: number;
}

const PLAIN: Pick<Profile, 'carriers' | 'snaplen' | 'malformedPercent'> = {
  carriers: ['plain'],
  snaplen: 262_144,
  malformedPercent: 0,
};

/** The profiles. Shares are by conversation, not by packet. */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  datacenter: {
    ...PLAIN,
    summary: 'servers that talk to each other, some of them over virtual networks',
    network: [10, 1],
    localHosts: 400,
    remoteHosts: 60,
    insidePercent: 85,
    ipv6Percent: 15,
    carriers: ['plain', 'plain', 'plain', 'vlan', 'vlan'],
    conversations: {
      backend: 60,
      web: 10,
      dns: 25,
      vxlan: 6,
      ntp: 3,
      arp: 8,
      ping: 3,
      routing: 2,
      bridges: 2,
      fragments: 1,
      datagram: 4,
    },
  },
  enterprise: {
    ...PLAIN,
    summary: 'an office: web, mail, voice, printers and everything they broadcast',
    network: [192, 168],
    localHosts: 180,
    remoteHosts: 250,
    insidePercent: 25,
    ipv6Percent: 20,
    carriers: [
      'plain',
      'plain',
      'plain',
      'plain',
      'plain',
      'plain',
      'plain',
      'plain',
      'vlan',
      'pppoe',
    ],
    conversations: {
      web: 40,
      quic: 12,
      dns: 40,
      interactive: 4,
      voice: 3,
      ntp: 4,
      arp: 25,
      dhcp: 4,
      multicast: 14,
      routing: 5,
      bridges: 8,
      ping: 5,
      'icmp-error': 3,
      neighbours: 8,
      datagram: 5,
      ipsec: 1,
      sctp: 1,
    },
  },
  'backbone-snaplen96': {
    summary: "a provider's link, tagged and labelled, headers only",
    network: [172, 16],
    localHosts: 900,
    remoteHosts: 900,
    insidePercent: 10,
    ipv6Percent: 30,
    carriers: ['plain', 'plain', 'plain', 'mpls', 'mpls', 'vlan', 'qinq', 'pppoe', 'gre'],
    conversations: {
      web: 60,
      quic: 25,
      dns: 20,
      fragments: 3,
      ipsec: 4,
      'icmp-error': 4,
      ping: 4,
      ntp: 4,
      backend: 10,
      sctp: 2,
      routing: 2,
    },
    snaplen: 96,
    malformedPercent: 0,
  },
  'ipv6-heavy': {
    ...PLAIN,
    summary: 'a network that is mostly IPv6, with neighbour discovery and fragments',
    network: [10, 6],
    localHosts: 120,
    remoteHosts: 200,
    insidePercent: 30,
    ipv6Percent: 92,
    conversations: {
      web: 30,
      quic: 12,
      dns: 30,
      neighbours: 30,
      ping: 12,
      'icmp-error': 6,
      multicast: 10,
      fragments: 3,
      ntp: 4,
      interactive: 3,
      ipsec: 2,
      sctp: 2,
    },
  },
  attack: {
    ...PLAIN,
    summary: 'floods, scans and reflected answers among ordinary traffic',
    network: [10, 9],
    localHosts: 40,
    remoteHosts: 120,
    insidePercent: 15,
    ipv6Percent: 8,
    conversations: {
      'syn-flood': 8,
      'port-scan': 10,
      reflection: 4,
      web: 40,
      dns: 25,
      arp: 8,
      'icmp-error': 10,
      ping: 6,
    },
  },
  odd: {
    summary: 'frames that end early, headers that lie, and every carrier there is',
    network: [10, 99],
    localHosts: 30,
    remoteHosts: 30,
    insidePercent: 30,
    ipv6Percent: 40,
    carriers: ['plain', 'plain', 'plain', 'plain', 'vlan', 'qinq', 'mpls', 'pppoe', 'gre'],
    conversations: {
      web: 20,
      dns: 20,
      ping: 8,
      'icmp-error': 8,
      arp: 8,
      neighbours: 8,
      sctp: 6,
      ipsec: 5,
      routing: 8,
      bridges: 8,
      fragments: 2,
      vxlan: 3,
      'port-scan': 1,
      dhcp: 2,
      multicast: 5,
    },
    snaplen: 262_144,
    malformedPercent: 45,
  },
};
