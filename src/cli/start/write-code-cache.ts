/**
 * Part of the build: runs the commands that people wait for, and keeps the code that V8 makes of them. What
 * they print is of no interest.
 */

import { TARGETS } from '../../target/targets.ts';
import { BundleScript } from './command-bundle.ts';

const EXPRESSION =
  'ip6 and not portrange 8000-9000 or vlan 7 and (host 192.0.2.1 or net 198.51.100.0/24)';

const SAMPLES: readonly (readonly string[])[] = [
  ['compile', 'tcp port 80'],
  ['compile', '-d', 'ether host 02:00:00:00:00:01 and ip[8] < 64'],
  ...TARGETS.map(({ name }) => ['compile', '-O3', '--emit', name, EXPRESSION]),
];

const script = new BundleScript();
const { runCommandLine } = script.run();
for (const words of SAMPLES) {
  await runCommandLine(words);
}
script.writeCache();
