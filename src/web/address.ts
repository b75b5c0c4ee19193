/** What the part of the address behind `#` says: the section that is open, and the names that are followed. */
export interface PageState {
  /** The id of an element; `null` for none. */
  readonly section: string | null;
  /** Names of values, blocks and pieces of the source: `v3`, `b0`, `s3-11`. */
  readonly followed: readonly string[];
}

const MARK = '~';

/** What the address says now: `#ports-2~v3,b0`. */
export function readAddress(): PageState {
  const [section = '', names = ''] = decodeURIComponent(location.hash.slice(1)).split(MARK);
  return {
    section: section === '' ? null : section,
    followed: names.split(',').filter((name) => /^([vb]\d+|s\d+-\d+)$/.test(name)),
  };
}

/** Lets the address say `change`, and the rest as before; going back leads to the page before this one. */
export function writeAddress(change: Partial<PageState>): void {
  const { section, followed } = { ...readAddress(), ...change };
  const names = followed.length === 0 ? '' : `${MARK}${followed.join(',')}`;
  const hash = `#${encodeURIComponent(section ?? '')}${names}`;
  history.replaceState(null, '', hash === '#' ? location.pathname + location.search : hash);
}
