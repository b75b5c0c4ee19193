import { spawnSync } from 'node:child_process';
import { type HostAddresses, LookupError } from '../../frontend/pcap-filter/names/resolver.ts';
import { parseIpv4, parseScopedIpv6 } from '../../frontend/pcap-filter/names/system-text.ts';

/** How long a lookup may take, in milliseconds. */
const DEADLINE = 5_000;

/** The most letters of a host name. RFC 1035, 2.3.4. */
const LONGEST_NAME = 255;

/**
 * What the asking process runs: reads the name from standard input, and prints the addresses or the
 * code of the error as JSON.
 */
const ASK = `
const name = require('node:fs').readFileSync(0, 'utf8');
require('node:dns').lookup(name, { all: true }, (error, found) => {
  const answer = error === null ? { addresses: found.map((one) => one.address) } : { code: error.code };
  process.stdout.write(JSON.stringify(answer));
});`;

/** An answer of the asking process: addresses, or why there are none. */
export type LookupAnswer =
  | { readonly addresses: readonly string[] }
  | { readonly code: string }
  /** No answer came in time. */
  | null;

/** Asks for the addresses of a host, and waits for the answer at most `deadline` milliseconds. */
export type AskForHost = (name: string, deadline: number) => LookupAnswer;

/** The codes that say that the name does not exist, or not with an address. */
const NO_SUCH_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'ENONAME']);

/**
 * The addresses of a host by the system's resolver, with all sources that it is set up for; `null`
 * where it knows none. Waits for the answer, but never longer than some seconds.
 *
 * @throws {@link LookupError} where no answer comes.
 */
export function lookUpHost(name: string, ask: AskForHost = askSystem): HostAddresses | null {
  if (name === '' || name.length > LONGEST_NAME || /[^!-~\u{80}-\u{10ffff}]/u.test(name)) {
    return null;
  }
  const answer = ask(name, DEADLINE);
  if (answer === null) {
    throw new LookupError(`no answer within ${DEADLINE / 1000} s`);
  }
  if ('code' in answer) {
    if (NO_SUCH_NAME.has(answer.code)) {
      return null;
    }
    throw new LookupError(`the system's resolver failed (${answer.code})`);
  }
  const { addresses } = answer;
  return {
    ipv4: addresses.map(parseIpv4).filter((address) => address !== null),
    ipv6: addresses.map(parseScopedIpv6).filter((address) => address !== null),
  };
}

/** Asks the system's resolver. */
const askSystem: AskForHost = (name, deadline) => askProcess(ASK, name, deadline);

/**
 * Asks in a process of its own, which runs `script`. Nothing else can be given up in time: the
 * system's lookup can't be cancelled, and a thread that waits for it would hold up the end of this
 * process.
 */
export function askProcess(script: string, name: string, deadline: number): LookupAnswer {
  const { status, stdout, error } = spawnSync(process.execPath, ['-e', script], {
    input: name,
    encoding: 'utf8',
    timeout: deadline,
    killSignal: 'SIGKILL',
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') {
    return null;
  }
  return status === 0 ? (JSON.parse(stdout) as LookupAnswer) : { code: 'NO_PROCESS' };
}
