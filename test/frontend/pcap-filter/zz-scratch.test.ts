import { test } from 'vitest';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseExpression } from '../../../src/frontend/pcap-filter/parse.ts';
import { renderFilterError } from '../../../src/frontend/pcap-filter/errors.ts';
test('scratch', () => {
  for (const e of readFileSync('/tmp/h4x.txt', 'utf8').split('\n').filter((l) => l !== '')) {
    let ours = 'OK';
    try { parseExpression(e); } catch (err) { ours = err.code ? renderFilterError(err, e) : String(err.stack); }
    const r = spawnSync('tcpdump', ['-O', '-d', '-y', 'EN10MB', '--', e], { encoding: 'utf8' });
    const out = (r.stdout + r.stderr).split('\n').filter((l) => !l.startsWith('Warn')).join('\n');
    const theirs = out.startsWith('(000)') ? 'OK' : out.trim();
    if ((ours === 'OK') !== (theirs === 'OK')) console.log(`DIFF ${e}\n  ours: ${ours}\n  theirs: ${theirs}`);
    else if (ours !== 'OK') console.log(`both err ${ours} || ${theirs}`);
  }
});
