import { DEFAULT_SNAPLEN } from '../../support/snaplen.ts';
import { MACHINE_OPTION } from '../machine-option.ts';
import { LINUX_OPTION, type OptionValue, type SourceOption, U32_VALUE } from '../source-option.ts';

/** A netmask as `255.255.255.0` or `0xffffff00`. */
const NETMASK_VALUE: OptionValue = {
  expected: 'a mask such as 255.255.255.0 or 0xffffff00',
  parse: (text) => {
    const octets = text.split('.').map(Number);
    const isDotted =
      octets.length === 4 &&
      /^[\d.]+$/.test(text) &&
      octets.every((octet) => Number.isInteger(octet) && octet < 256);
    if (isDotted) {
      return octets.reduce((mask, octet) => mask * 256 + octet, 0);
    }
    return /^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : null;
  },
};

/** What an expression may be told. */
export const EXPRESSION_OPTIONS: readonly SourceOption[] = [
  {
    name: 'dlt',
    flags: '--dlt <type>',
    summary: 'link type of the packets, by name or number (default: EN10MB)',
  },
  {
    name: 'snaplen',
    flags: '--snaplen <bytes>',
    summary: 'bytes that an accepted packet keeps',
    value: U32_VALUE,
    fallback: DEFAULT_SNAPLEN,
  },
  {
    name: 'netmask',
    flags: '--netmask <mask>',
    summary: 'IPv4 netmask, for `ip broadcast`',
    value: NETMASK_VALUE,
  },
  LINUX_OPTION,
  MACHINE_OPTION,
  {
    name: 'encapsulation',
    flags: '--encapsulation <rule>',
    summary: 'how far vlan, mpls, … shift offsets',
    choices: ['libpcap', 'scoped'],
    fallback: 'libpcap',
  },
  {
    name: 'extensions',
    flags: '--extensions',
    summary: 'allow what libpcap refuses and this compiler can do',
  },
];
