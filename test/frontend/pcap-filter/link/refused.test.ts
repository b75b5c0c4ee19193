import { expect, test } from 'vitest';
import { compileExpression } from '../../../../src/frontend/pcap-filter/compile.ts';

/** Expressions that are refused, with the link type, the code and a part of the message. */
const REFUSED: readonly (readonly [dlt: string, expression: string, code: string, text: RegExp])[] =
  [
    ['IEEE802_11', 'type 16', 'FILTER_RANGE', /type 16 is not 0, 4, 8 or 12/],
    ['IEEE802_11', 'type other', 'FILTER_NAME', /unknown 802\.11 type 'other'/],
    ['IEEE802_11', 'type data subtype beacon', 'FILTER_NAME', /unknown 802\.11 subtype 'beacon'/],
    ['IEEE802_11', 'type mgt subtype 0x11', 'FILTER_RANGE', /multiple of 16/],
    ['IEEE802_11', 'subtype none', 'FILTER_NAME', /unknown 802\.11 subtype 'none'/],
    ['IEEE802_11', 'dir 4', 'FILTER_RANGE', /direction 4 is not at most 3/],
    ['IEEE802_11', 'dir up', 'FILTER_NAME', /unknown 802\.11 direction 'up'/],
    ['IEEE802_11', 'radio[0] = 1', 'FILTER_LINK_TYPE', /no radio header/],
    ['PPI', 'radio[0] = 1', 'FILTER_LINK_TYPE', /no radio header/],
    ['EN10MB', 'type data', 'FILTER_LINK_TYPE', /for 802\.11 frames only/],
    ['EN10MB', 'ether addr1 1:2:3:4:5:6', 'FILTER_QUALIFIER', /for 802\.11 frames only/],
    ['PFLOG', 'on a-name-much-too-long', 'FILTER_RANGE', /at most 15 bytes/],
    ['PFLOG', 'action invalid', 'FILTER_NAME', /unknown action 'invalid'/],
    ['PFLOG', 'reason none', 'FILTER_NAME', /unknown reason 'none'/],
    ['EN10MB', 'action pass', 'FILTER_LINK_TYPE', /PFLOG only/],
    ['MTP2', 'sio 256', 'FILTER_RANGE', /sio 256 is greater than 255/],
    ['MTP2', 'hopc (3 or 16384)', 'FILTER_RANGE', /hopc 16384 is greater than 16383/],
    ['MTP2', 'sls 16', 'FILTER_RANGE', /sls 16 is greater than 15/],
    ['EN10MB', 'fisu', 'FILTER_LINK_TYPE', /SS7 signal units only/],
    ['SUNATM', 'vpi 256', 'FILTER_RANGE', /vpi 256 is greater than 255/],
    ['SUNATM', 'vci 65536', 'FILTER_RANGE', /vci 65536 is greater than 65535/],
    ['EN10MB', 'lane', 'FILTER_LINK_TYPE', /SUNATM only/],
    ['EN10MB', 'link host $21', 'FILTER_LINK_TYPE', /no addresses of one byte/],
    ['ARCNET', 'net $21', 'FILTER_QUALIFIER', /needs 'link'/],
    ['ARCNET', 'host $21', 'FILTER_QUALIFIER', /needs 'link'/],
    ['ARCNET', 'link host 1:2:3:4:5:6', 'FILTER_LINK_TYPE', /no such addresses/],
    ['BACNET_MS_TP', 'link multicast', 'FILTER_LINK_TYPE', /no such addresses/],
    ['NFLOG', 'ip', 'FILTER_LINK_TYPE', /NFLOG does not say what its payload is/],
  ];

test.each(REFUSED)('%s: %s is refused (%s)', (dlt, expression, code, message) => {
  expect(() => compileExpression(expression, { dlt })).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  );
});
