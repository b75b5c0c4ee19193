/** What the first bytes of a packet are: the format of its link-layer header. */
export interface LinkType {
  /** The DLT name without its `DLT_` prefix, as tcpdump's `-y` takes it. */
  readonly name: string;
  /** The number that libpcap's interfaces use, with Linux's values where systems differ; a u16. */
  readonly dlt: number;
  /** The number that capture files hold; a u16. It differs from `dlt` for some old types. */
  readonly linktype: number;
  /** One line: what the packets are. */
  readonly summary: string;
}

function row(name: string, dlt: number, linktype: number, summary: string): LinkType {
  return { name, dlt, linktype, summary };
}

/**
 * The link types that have a name, in the order of their names. Names and numbers are unique.
 *
 * Source: the registry of link-layer header types, https://www.tcpdump.org/linktypes.html and
 * draft-ietf-opsawg-pcaplinktype, "Link-Layer Types for PCAP-related Capture File Formats".
 */
export const LINK_TYPES: readonly LinkType[] = [
  row('A429', 184, 184, 'Arinc 429'),
  row('A653_ICM', 185, 185, 'Arinc 653 Interpartition Communication'),
  row('AOS', 222, 222, 'AOS Space Data Link protocol'),
  row('APPLE_IP_OVER_IEEE1394', 138, 138, 'Apple IP-over-IEEE 1394'),
  row('ARCNET', 7, 7, 'BSD ARCNET'),
  row('ARCNET_LINUX', 129, 129, 'Linux ARCNET'),
  row('ATM_CLIP', 19, 106, 'Linux Classical IP over ATM'),
  row('ATM_RFC1483', 11, 100, 'RFC 1483 LLC-encapsulated ATM'),
  row('ATSC_ALP', 289, 289, 'ATSC Link-Layer Protocol packets'),
  row('AUERSWALD_LOG', 296, 296, 'Auerswald Logger Protocol'),
  row('AX25', 3, 3, 'AX.25 packets'),
  row('AX25_KISS', 202, 202, 'AX.25 with KISS header'),
  row('BACNET_MS_TP', 165, 165, 'BACnet MS/TP'),
  row('BLUETOOTH_BREDR_BB', 255, 255, 'Bluetooth Basic Rate/Enhanced Data Rate baseband packets'),
  row('BLUETOOTH_HCI_H4', 187, 187, 'Bluetooth HCI UART transport layer'),
  row(
    'BLUETOOTH_HCI_H4_WITH_PHDR',
    201,
    201,
    'Bluetooth HCI UART transport layer plus pseudo-header',
  ),
  row('BLUETOOTH_LE_LL', 251, 251, 'Bluetooth Low Energy air interface'),
  row(
    'BLUETOOTH_LE_LL_WITH_PHDR',
    256,
    256,
    'Bluetooth Low Energy air interface with pseudo-header',
  ),
  row('BLUETOOTH_LINUX_MONITOR', 254, 254, 'Bluetooth Linux Monitor'),
  row('CAN20B', 190, 190, 'Controller Area Network (CAN) v. 2.0B'),
  row('CAN_SOCKETCAN', 227, 227, 'CAN-bus with SocketCAN headers'),
  row('CHAOS', 5, 5, 'Chaosnet'),
  row('C_HDLC', 104, 104, 'Cisco HDLC'),
  row('DBUS', 231, 231, 'D-Bus'),
  row('DECT', 221, 221, 'DECT'),
  row('DECT_NR', 301, 301, 'DECT-2020 New Radio MAC layer'),
  row('DISPLAYPORT_AUX', 275, 275, 'DisplayPort AUX channel monitoring data'),
  row('DOCSIS', 143, 143, 'DOCSIS'),
  row('DOCSIS31_XRA31', 273, 273, 'Excentis XRA-31 DOCSIS 3.1 RF sniffer frames'),
  row('DSA_TAG_BRCM', 281, 281, 'Broadcom tag'),
  row('DSA_TAG_BRCM_PREPEND', 282, 282, 'Broadcom tag (prepended)'),
  row('DSA_TAG_DSA', 284, 284, 'Marvell DSA'),
  row('DSA_TAG_EDSA', 285, 285, 'Marvell EDSA'),
  row('DVB_CI', 235, 235, 'DVB-CI'),
  row('EBHSCR', 279, 279, 'Elektrobit High Speed Capture and Replay (EBHSCR)'),
  row('ELEE', 286, 286, 'ELEE lawful intercept packets'),
  row('EN10MB', 1, 1, 'Ethernet'),
  row('EN3MB', 2, 2, 'Experimental 3 Mb/s Ethernet'),
  row('ENC', 109, 109, 'OpenBSD encapsulated IP'),
  row('EPON', 259, 259, 'Ethernet with 802.3 Clause 65 EPON preamble'),
  row('ERF', 197, 197, 'Endace ERF header'),
  row('ERF_ETH', 175, 175, 'Ethernet with Endace ERF header'),
  row('ERF_POS', 176, 176, 'Packet-over-SONET with Endace ERF header'),
  row('ETHERNET_MPACKET', 274, 274, '802.3br mPackets'),
  row('ETW', 290, 290, 'Event Tracing for Windows messages'),
  row('FC_2', 224, 224, 'Fibre Channel FC-2'),
  row('FC_2_WITH_FRAME_DELIMS', 225, 225, 'Fibre Channel FC-2 with frame delimiters'),
  row('FDDI', 10, 10, 'FDDI'),
  row('FIRA_UCI', 299, 299, 'Ultra-wideband controller interface protocol'),
  row('FRELAY', 107, 107, 'Frame Relay'),
  row('GPF_F', 171, 171, 'GPF-F'),
  row('GPF_T', 170, 170, 'GPF-T'),
  row('GPRS_LLC', 169, 169, 'GPRS LLC'),
  row('I2C_LINUX', 209, 209, 'Linux I2C messages with a pseudo-header'),
  row('IEEE802', 6, 6, 'Token ring'),
  row('IEEE802_11', 105, 105, '802.11'),
  row('IEEE802_11_RADIO', 127, 127, '802.11 plus radiotap header'),
  row('IEEE802_11_RADIO_AVS', 163, 163, '802.11 plus AVS radio information header'),
  row('IEEE802_15_4', 195, 195, 'IEEE 802.15.4 with FCS'),
  row('IEEE802_15_4_LINUX', 191, 191, 'IEEE 802.15.4 with Linux padding'),
  row('IEEE802_15_4_NOFCS', 230, 230, 'IEEE 802.15.4 without FCS'),
  row('IEEE802_15_4_NONASK_PHY', 215, 215, 'IEEE 802.15.4 with non-ASK PHY data'),
  row('IEEE802_15_4_TAP', 283, 283, 'IEEE 802.15.4 with pseudo-header'),
  row('IEEE802_16_MAC_CPS', 188, 188, 'IEEE 802.16 MAC Common Part Sublayer'),
  row(
    'IEEE802_16_MAC_CPS_RADIO',
    193,
    193,
    'IEEE 802.16 MAC Common Part Sublayer plus radiotap header',
  ),
  row('INFINIBAND', 247, 247, 'InfiniBand'),
  row('IPMB_KONTRON', 199, 199, 'IPMB with Kontron pseudo-header'),
  row('IPMI_HPM_2', 260, 260, 'IPMI trace packets'),
  row('IPNET', 226, 226, 'Solaris ipnet'),
  row('IPOIB', 242, 242, 'RFC 4391 IP-over-Infiniband'),
  row('IPV4', 228, 228, 'Raw IPv4'),
  row('IPV6', 229, 229, 'Raw IPv6'),
  row('IP_OVER_FC', 122, 122, 'RFC 2625 IP-over-Fibre Channel'),
  row('ISO_14443', 264, 264, 'ISO 14443 messages'),
  row('JUNIPER_ATM1', 137, 137, 'Juniper ATM1 PIC'),
  row('JUNIPER_ATM2', 135, 135, 'Juniper ATM2 PIC'),
  row('JUNIPER_ATM_CEMIC', 238, 238, 'Juniper ATM CEMIC'),
  row('JUNIPER_CHDLC', 181, 181, 'Juniper C-HDLC'),
  row('JUNIPER_ES', 132, 132, 'Juniper Encryption Services PIC'),
  row('JUNIPER_ETHER', 178, 178, 'Juniper Ethernet'),
  row('JUNIPER_FIBRECHANNEL', 234, 234, 'Juniper Fibre Channel'),
  row('JUNIPER_FRELAY', 180, 180, 'Juniper Frame Relay'),
  row('JUNIPER_GGSN', 133, 133, 'Juniper GGSN PIC'),
  row('JUNIPER_ISM', 194, 194, 'Juniper Integrated Service Module'),
  row('JUNIPER_MFR', 134, 134, 'Juniper FRF.16 Frame Relay'),
  row('JUNIPER_MLFR', 131, 131, 'Juniper Multi-Link Frame Relay'),
  row('JUNIPER_MLPPP', 130, 130, 'Juniper Multi-Link PPP'),
  row('JUNIPER_MONITOR', 164, 164, 'Juniper Passive Monitor PIC'),
  row('JUNIPER_PIC_PEER', 174, 174, 'Juniper PIC Peer'),
  row('JUNIPER_PPP', 179, 179, 'Juniper PPP'),
  row('JUNIPER_PPPOE', 167, 167, 'Juniper PPPoE'),
  row('JUNIPER_PPPOE_ATM', 168, 168, 'Juniper PPPoE/ATM'),
  row('JUNIPER_SERVICES', 136, 136, 'Juniper Advanced Services PIC'),
  row('JUNIPER_SRX_E2E', 233, 233, 'Juniper SRX E2E'),
  row('JUNIPER_ST', 200, 200, 'Juniper Secure Tunnel'),
  row('JUNIPER_VP', 183, 183, 'Juniper Voice PIC'),
  row('JUNIPER_VS', 232, 232, 'Juniper Virtual Server'),
  row('LINUX_EVDEV', 216, 216, 'Linux evdev events'),
  row('LINUX_IRDA', 144, 144, 'Linux IrDA'),
  row('LINUX_LAPD', 177, 177, 'Linux vISDN LAPD'),
  row('LINUX_SLL', 113, 113, 'Linux cooked v1'),
  row('LINUX_SLL2', 276, 276, 'Linux cooked v2'),
  row('LOOP', 108, 108, 'OpenBSD loopback'),
  row('LTALK', 114, 114, 'Localtalk'),
  row('MDB', 300, 300, 'Multi-Drop Bus messages of vending machines'),
  row('MFR', 182, 182, 'FRF.16 Frame Relay'),
  row('MPEG_2_TS', 243, 243, 'MPEG-2 transport stream'),
  row('MPLS', 219, 219, 'MPLS with label as link-layer header'),
  row('MTP2', 140, 140, 'SS7 MTP2'),
  row('MTP2_WITH_PHDR', 139, 139, 'SS7 MTP2 with Pseudo-header'),
  row('MTP3', 141, 141, 'SS7 MTP3'),
  row('MUX27010', 236, 236, 'MUX27010'),
  row('NETANALYZER', 240, 240, 'Ethernet with Hilscher netANALYZER pseudo-header'),
  row('NETANALYZER_NG', 291, 291, 'Hilscher netANALYZER NG frames'),
  row(
    'NETANALYZER_TRANSPARENT',
    241,
    241,
    'Ethernet with Hilscher netANALYZER pseudo-header and with preamble and SFD',
  ),
  row('NETLINK', 253, 253, 'Linux netlink'),
  row('NFC_LLCP', 245, 245, 'NFC LLCP PDUs with pseudo-header'),
  row('NFLOG', 239, 239, 'Linux netfilter log messages'),
  row('NG40', 244, 244, 'ng40 protocol tester Iub/Iur'),
  row('NORDIC_BLE', 272, 272, 'Nordic Semiconductor Bluetooth LE sniffer frames'),
  row('NULL', 0, 0, 'BSD loopback'),
  row('OPENFLOW', 267, 267, 'OpenBSD OpenFlow'),
  row('OPENVIZSLA', 278, 278, 'OpenVizsla USB'),
  row('PFLOG', 117, 117, 'OpenBSD pflog file'),
  row('PFSYNC', 246, 246, 'Packet filter state syncing'),
  row('PKTAP', 258, 258, 'Apple packet tap'),
  row('PPI', 192, 192, 'Per-Packet Information'),
  row('PPP', 9, 9, 'PPP'),
  row('PPP_BSDOS', 16, 103, 'BSD/OS PPP'),
  row('PPP_ETHER', 51, 51, 'PPPoE'),
  row('PPP_PPPD', 166, 166, 'PPP for pppd, with direction flag'),
  row('PPP_SERIAL', 50, 50, 'PPP over serial'),
  row('PRISM_HEADER', 119, 119, '802.11 plus Prism header'),
  row('PROFIBUS_DL', 257, 257, 'PROFIBUS data link layer'),
  row('PRONET', 4, 4, 'Proteon ProNET token ring'),
  row('RAIF1', 198, 198, 'Ethernet with u10 Networks pseudo-header'),
  row('RAW', 12, 101, 'Raw IP'),
  row('RDS', 265, 265, 'IEC 62106 Radio Data System groups'),
  row('REDBACK_SMARTEDGE', 32, 32, 'Redback SmartEdge 400/800'),
  row('RTAC_SERIAL', 250, 250, 'Schweitzer Engineering Laboratories RTAC packets'),
  row('SCCP', 142, 142, 'SS7 SCCP'),
  row('SCTP', 248, 248, 'SCTP'),
  row('SDLC', 268, 268, 'IBM SDLC frames'),
  row('SILABS_DEBUG_CHANNEL', 298, 298, 'Silicon Labs debug channel protocol'),
  row('SITA', 196, 196, 'SITA pseudo-header'),
  row('SLIP', 8, 8, 'SLIP'),
  row('SLIP_BSDOS', 15, 102, 'BSD/OS SLIP'),
  row('STANAG_5066_D_PDU', 237, 237, 'STANAG 5066 D_PDUs'),
  row('SUNATM', 123, 123, 'Sun raw ATM'),
  row('SYMANTEC_FIREWALL', 99, 99, 'Symantec Firewall'),
  row('TI_LLN_SNIFFER', 269, 269, 'TI LLN sniffer frames'),
  row('USBPCAP', 249, 249, 'USB with USBPcap header'),
  row('USB_2_0', 288, 288, 'USB 2.0/1.1/1.0 as transmitted over the cable'),
  row(
    'USB_2_0_FULL_SPEED',
    294,
    294,
    'Full-speed USB 2.0, 1.1 or 1.0 as transmitted over the cable',
  ),
  row('USB_2_0_HIGH_SPEED', 295, 295, 'High-speed USB 2.0 as transmitted over the cable'),
  row('USB_2_0_LOW_SPEED', 293, 293, 'Low-speed USB 2.0, 1.1 or 1.0 as transmitted over the cable'),
  row('USB_DARWIN', 266, 266, 'USB with Darwin header'),
  row('USB_FREEBSD', 186, 186, 'USB with FreeBSD header'),
  row('USB_LINUX', 189, 189, 'USB with Linux header'),
  row('USB_LINUX_MMAPPED', 220, 220, 'USB with padded Linux header'),
  row('VPP_DISPATCH', 280, 280, 'VPP graph dispatch tracer'),
  row('VSOCK', 271, 271, 'Linux vsock'),
  row(
    'WATTSTOPPER_DLM',
    263,
    263,
    'WattStopper Digital Lighting Management (DLM) and Legrand Nitoo Open protocol',
  ),
  row('WIHART', 223, 223, 'Wireless HART'),
  row('ZBOSS_NCP', 292, 292, 'ZBOSS network co-processor serial protocol with a pseudo-header'),
  row('ZWAVE_R1_R2', 261, 261, 'Z-Wave RF profile R1 and R2 packets'),
  row('ZWAVE_R3', 262, 262, 'Z-Wave RF profile R3 packets'),
  row('ZWAVE_TAP', 297, 297, 'Z-Wave (ITU-T G.9959) packets with a metadata header'),
  row('Z_WAVE_SERIAL', 287, 287, 'Z-Wave serial frames between host and chip'),
];

/** Older names of the same types, as other programs and older documents use them. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['FR', 'FRELAY'],
  ['IPMB_LINUX', 'I2C_LINUX'],
  ['PPP_WITH_DIRECTION', 'PPP_PPPD'],
  ['IEEE802_15_4_WITHFCS', 'IEEE802_15_4'],
]);

/** Those that everyone may use for what they like: nothing is known of their packets. */
const PRIVATE_TYPES: readonly LinkType[] = Array.from({ length: 16 }, (_, index) =>
  row(`USER${index}`, 147 + index, 147 + index, 'reserved for private use'),
);

const NAMED = [...LINK_TYPES, ...PRIVATE_TYPES];
const byName = new Map(NAMED.map((type) => [type.name, type]));
const byNumber = new Map(NAMED.map((type) => [type.dlt, type]));
const byLinktype = new Map(NAMED.map((type) => [type.linktype, type]));

/** OpenBSD's number for raw IP, which its own captures hold in place of 101. */
const OPENBSD_RAW = 14;

/** The link type called `name`, in any case and with or without `DLT_`; `null` for none. */
export function dltByName(name: string): LinkType | null {
  const plain = name.toUpperCase().replace(/^DLT_/, '');
  return byName.get(ALIASES.get(plain) ?? plain) ?? null;
}

/** The link type with DLT number `dlt`; `null` for none that is named. */
export function dltByNumber(dlt: number): LinkType | null {
  return byNumber.get(dlt) ?? null;
}

/**
 * The link type that the number in a capture file stands for; `null` for none that is named.
 *
 * Programs that know nothing of the registry write their system's DLT number, so a number that
 * the registry does not assign is taken as one (12 and 14 are both raw IP).
 */
export function dltOfLinktype(linktype: number): LinkType | null {
  return (
    byLinktype.get(linktype) ??
    byNumber.get(linktype) ??
    (linktype === OPENBSD_RAW ? dltByName('RAW') : null)
  );
}
