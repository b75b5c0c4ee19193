import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** The most links that Linux follows in one name. */
const MAX_LINKS = 40;

const DESCRIPTOR = /^\/(?:dev|proc\/(?:self|thread-self|\d+))\/fd\/(\d+)$/;

/**
 * The number of the open file of this process that `file` is a name of, as `/dev/stdout` is; `null` for any
 * other name.
 */
export function descriptorNamed(file: string): number | null {
  const own = `/proc/${process.pid}/`;
  for (const name of linksFrom(file)) {
    const number = DESCRIPTOR.exec(name)?.[1];
    if (number !== undefined && (name.startsWith(own) || !/^\/proc\/\d/.test(name))) {
      return Number(number);
    }
  }
  return null;
}

/** The name that all links from `file` lead to, whether or not there is anything of that name. */
export const endOfLinks = (file: string): string => linksFrom(file).at(-1) ?? file;

/** `file` as an absolute name, then what it links to, and so on up to the first that is no link. */
function linksFrom(file: string): readonly string[] {
  let name = path.resolve(file);
  const names = [name];
  while (names.length <= MAX_LINKS && isLink(name)) {
    const folder = path.dirname(name);
    // `..` in a link means the folder above the one that the link really stands in.
    const from = isFolderOfDescriptors(folder) ? folder : realpathSync(folder);
    name = path.resolve(from, readlinkSync(name));
    names.push(name);
  }
  return names;
}

const isLink = (name: string): boolean =>
  lstatSync(name, { throwIfNoEntry: false })?.isSymbolicLink() === true;

/** What the names in such a folder link to, only the kernel can follow. */
const isFolderOfDescriptors = (folder: string): boolean => DESCRIPTOR.test(`${folder}/0`);
