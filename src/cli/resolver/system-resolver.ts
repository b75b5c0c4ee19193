import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  fileResolver,
  type NameFile,
  type ReadNameFile,
} from '../../frontend/pcap-filter/names/name-files.ts';
import {
  eitherResolver,
  type HostAddresses,
  LookupError,
  type Resolver,
} from '../../frontend/pcap-filter/names/resolver.ts';
import { WELL_KNOWN_NAMES } from '../../frontend/pcap-filter/names/well-known-names.ts';
import { lookUpHost } from './lookup-host.ts';

/** Where the system keeps its name files. */
const FOLDER =
  process.platform === 'win32'
    ? path.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'drivers', 'etc')
    : '/etc';

/** The names of the files that are not called on Windows as everywhere else. */
const WINDOWS_FILES: Partial<Record<NameFile, string>> = { protocols: 'protocol' };

/** What {@link systemResolver} asks. */
export interface NameSources {
  /** Default: the system's files. */
  readonly readFile?: ReadNameFile;
  /** Default: the system's resolver. */
  readonly lookUp?: (name: string) => HostAddresses | null;
}

/**
 * Knows the names that the system knows: from its files, hosts also from its resolver, and services
 * and protocols that are missing there from tables of our own. Asks once for each name; after a
 * lookup that got no answer, other hosts are not looked up any more.
 */
export function systemResolver({
  readFile = readNameFile,
  lookUp = lookUpHost,
}: NameSources = {}): Resolver {
  const answers = new Map<string, HostAddresses | null>();
  let failure: LookupError | null = null;
  const host = (name: string): HostAddresses | null => {
    const known = answers.get(name);
    if (known !== undefined) {
      return known;
    }
    if (failure !== null) {
      throw failure;
    }
    try {
      const answer = lookUp(name);
      answers.set(name, answer);
      return answer;
    } catch (error) {
      failure = error instanceof LookupError ? error : null;
      throw error;
    }
  };
  return eitherResolver(fileResolver(readFile), { ...WELL_KNOWN_NAMES, host });
}

/** The text of one of the system's files; the empty text where it can't be read. */
function readNameFile(file: NameFile): string {
  const name = (process.platform === 'win32' ? WINDOWS_FILES[file] : undefined) ?? file;
  try {
    return readFileSync(path.join(FOLDER, name), 'utf8');
  } catch {
    return '';
  }
}
