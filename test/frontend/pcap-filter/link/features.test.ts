import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../../src/frontend/pcap-filter/compile.ts';
import { LINK_TYPES } from '../../../../src/support/link-types.ts';
import { dataMissing, sharedJson } from '../shared-data.ts';

/** What a link type has to have for the expression to have a meaning. */
const FEATURES: readonly (readonly [feature: string, expression: string])[] = [
  ['link_proto', 'link proto \\ip'],
  ['link_proto', 'ip6 and port 53'],
  ['link_proto', 'iso proto 2'],
  ['link_host_mac48', 'link host 1:2:3:4:5:6'],
  ['link_host_mac8', 'link host $21'],
  ['link_broadcast', 'link broadcast'],
  ['link_multicast', 'multicast'],
  ['vlan', 'vlan 3'],
  ['mpls', 'mpls 5'],
  ['llc', 'llc ui'],
  ['inout', 'inbound'],
  ['inout', 'outbound'],
  ['ifindex', 'ifindex 2'],
  ['wlan', 'type data subtype null'],
  ['wlan', 'dir tods'],
  ['wlan', 'wlan ra 1:2:3:4:5:6'],
  ['pflog', 'on em0'],
  ['pflog', 'action drop or rnr 4'],
  ['ss7', 'msu'],
  ['ss7', 'opc > 3'],
  ['atm', 'vci (3 or > 9)'],
  ['atm', 'metac'],
  ['atm', 'lane and ether host 1:2:3:4:5:6'],
];

/** What any link type has. */
const ANYWHERE = ['link[3:2] = 5', 'ether[len - 1] & 1 != 0', 'len > 60', 'less 5', 'byte 2 & 1'];

type Features = Readonly<Record<string, Readonly<Record<string, number>>>>;

describe.skipIf(dataMissing !== null)(`the features of link types ${dataMissing ?? ''}`, () => {
  const features =
    dataMissing === null
      ? (sharedJson('libpcap/dlt-features.json') as { readonly dlt_features: Features })
          .dlt_features
      : {};

  test('are known for exactly the link types that have a name', () => {
    expect(LINK_TYPES.map(({ name }) => name).toSorted()).toEqual(Object.keys(features).toSorted());
  });

  test.each(Object.entries(features))('%s has these and no others', (dlt, its) => {
    for (const expression of ANYWHERE) {
      expect(() => compileExpression(expression, { dlt }), expression).not.toThrow();
    }
    for (const [feature, expression] of FEATURES) {
      const compiling = expect(() => compileExpression(expression, { dlt }), expression);
      if (its[feature] === 1) {
        compiling.not.toThrow();
      } else {
        compiling.toThrow(
          expect.objectContaining({
            code: expect.stringMatching(/^FILTER_(?:LINK_TYPE|QUALIFIER)$/),
          }),
        );
      }
    }
  });
});
