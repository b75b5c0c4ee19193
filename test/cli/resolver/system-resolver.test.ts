import { expect, test } from 'vitest';
import {
  askProcess,
  type LookupAnswer,
  lookUpHost,
} from '../../../src/cli/resolver/lookup-host.ts';
import { systemResolver } from '../../../src/cli/resolver/system-resolver.ts';
import {
  type HostAddresses,
  LookupError,
} from '../../../src/frontend/pcap-filter/names/resolver.ts';

const FILES: Readonly<Record<string, string>> = {
  hosts: '127.0.0.1 localhost',
  services: 'http 81/tcp',
};

const readFile = (file: string): string => FILES[file] ?? '';

const found: HostAddresses = { ipv4: [1], ipv6: [] };

test('files come before the resolver, and tables of our own after the files', () => {
  const asked: string[] = [];
  const resolver = systemResolver({
    readFile,
    lookUp: (name) => {
      asked.push(name);
      return name === 'there' ? found : null;
    },
  });
  expect(resolver.host('localhost')).toEqual({ ipv4: [0x7f00_0001], ipv6: [] });
  expect(asked).toEqual([]);
  expect(resolver.host('there')).toBe(found);
  expect(resolver.host('nowhere')).toBeNull();
  expect(resolver.service('http')).toEqual({ tcp: 81, udp: null });
  expect(resolver.service('ssh')).toEqual({ tcp: 22, udp: null });
  expect(resolver.protocol('icmp')).toBe(1);
  expect(resolver.network('loopback')).toBeNull();
  expect(resolver.ether('there')).toBeNull();
});

test('a name is asked for once', () => {
  let lookups = 0;
  const resolver = systemResolver({
    readFile,
    lookUp: (name) => {
      lookups += 1;
      return name === 'there' ? found : null;
    },
  });
  for (const name of ['there', 'there', 'nowhere', 'nowhere']) {
    resolver.host(name);
  }
  expect(lookups).toBe(2);
});

test('after a lookup without an answer no host is looked up, but the files still answer', () => {
  let lookups = 0;
  const resolver = systemResolver({
    readFile,
    lookUp: () => {
      lookups += 1;
      throw new LookupError('no answer within 5 s');
    },
  });
  expect(() => resolver.host('slow')).toThrow(LookupError);
  expect(() => resolver.host('other')).toThrow(LookupError);
  expect(resolver.host('localhost')).not.toBeNull();
  expect(lookups).toBe(1);
});

const lookUp = (name: string, answer: LookupAnswer): HostAddresses | null =>
  lookUpHost(name, () => answer);

test('addresses of both families, with interface names or not', () => {
  expect(lookUp('a', { addresses: ['10.0.0.1', 'fe80::2%eth0', '::1'] })).toEqual({
    ipv4: [0x0a00_0001],
    ipv6: [
      [0xfe80_0000, 0, 0, 2],
      [0, 0, 0, 1],
    ],
  });
});

test('an unknown name is not an error of the lookup', () => {
  expect(lookUp('a', { code: 'ENOTFOUND' })).toBeNull();
});

test('no answer in time, and a failure of the resolver, are', () => {
  expect(() => lookUp('a', null)).toThrow('no answer within 5 s');
  expect(() => lookUp('a', { code: 'EAI_AGAIN' })).toThrow(
    "the system's resolver failed (EAI_AGAIN)",
  );
});

test('the asking process gets the name, and its answer is read', () => {
  const echo =
    "process.stdout.write(JSON.stringify({ addresses: [require('node:fs').readFileSync(0, 'utf8')] }))";
  expect(askProcess(echo, '10.0.0.1', 20_000)).toEqual({ addresses: ['10.0.0.1'] });
});

test('an asking process that does not answer is given up', () => {
  const start = performance.now();
  expect(askProcess('setInterval(() => {}, 1000)', 'a', 300)).toBeNull();
  expect(performance.now() - start).toBeLessThan(10_000);
});

test('an asking process that breaks is no answer', () => {
  expect(() =>
    lookUpHost('a', (name, deadline) => askProcess('process.exit(3)', name, deadline)),
  ).toThrow(LookupError);
});

test.each(['', 'a b', 'a\0b', 'a\nb', 'x'.repeat(256)])('%j is never asked for', (name) => {
  const asked: string[] = [];
  const answer = lookUpHost(name, (one) => {
    asked.push(one);
    return { addresses: [] };
  });
  expect(answer).toBeNull();
  expect(asked).toEqual([]);
});
