import { portScan, reflection, synFlood } from './attacks.ts';
import { bridgeChatter, routingChatter } from './device-chatter.ts';
import { icmpError, ipsec, ping, sctpStart } from './ip-control.ts';
import {
  addressResolution,
  dhcpLease,
  multicastDatagram,
  neighbourDiscovery,
} from './local-control.ts';
import { outboundPath } from './path.ts';
import type { ConversationName } from './profile.ts';
import type { Site } from './site.ts';
import {
  BACKEND_SERVICES,
  type Conversation,
  tcpInteractive,
  tcpSession,
  WEB_SERVICES,
} from './tcp-session.ts';
import {
  bigDatagram,
  datagramService,
  dnsLookup,
  ntpPoll,
  quicConnection,
  voiceCall,
  vxlanTunnel,
} from './udp-exchanges.ts';

/** How each kind of conversation begins at a site. */
export const CONVERSATIONS: Readonly<Record<ConversationName, (site: Site) => Conversation>> = {
  web: (site) => tcpSession(outboundPath(site), WEB_SERVICES),
  backend: (site) => tcpSession(outboundPath(site), BACKEND_SERVICES),
  interactive: (site) => tcpInteractive(outboundPath(site), site.random.pick([22, 23, 3389])),
  dns: (site) => dnsLookup(outboundPath(site)),
  ntp: (site) => ntpPoll(outboundPath(site)),
  quic: (site) => quicConnection(outboundPath(site)),
  voice: (site) => voiceCall(outboundPath(site)),
  datagram: (site) => datagramService(outboundPath(site)),
  fragments: (site) => bigDatagram(outboundPath(site)),
  vxlan: (site) => vxlanTunnel(outboundPath(site), dnsLookup(outboundPath(site))),
  ping: (site) => ping(outboundPath(site)),
  'icmp-error': (site) => icmpError(outboundPath(site)),
  sctp: (site) => sctpStart(outboundPath(site)),
  ipsec: (site) => ipsec(outboundPath(site)),
  arp: addressResolution,
  neighbours: neighbourDiscovery,
  dhcp: dhcpLease,
  multicast: multicastDatagram,
  routing: routingChatter,
  bridges: bridgeChatter,
  'syn-flood': synFlood,
  'port-scan': portScan,
  reflection,
};
