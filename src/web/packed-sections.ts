import { readAddress, writeAddress } from './address.ts';
import { highlightFromAddress } from './highlight.ts';
import { markNames } from './names.ts';
import { preparePictures } from './pictures.ts';

/** What the packed elements of the page hold, by their ids: lists of parts of one kind. */
const unpacked = new Map<string, Promise<readonly (readonly string[])[]>>();

/** Unpacks the section of a filter when it is opened, or when the address names it. */
export function openSections(filters: readonly HTMLDetailsElement[]): void {
  for (const filter of filters) {
    filter.addEventListener('toggle', () => {
      if (filter.open) {
        void fill(filter);
      }
      const { section } = readAddress();
      if (filter.open && section !== filter.id) {
        writeAddress({ section: filter.id, followed: [] });
      } else if (!filter.open && section === filter.id) {
        writeAddress({ section: null, followed: [] });
      }
    });
  }
  addEventListener('hashchange', () => void openLinked());
  void openLinked();
}

async function openLinked(): Promise<void> {
  const target = document.getElementById(readAddress().section ?? '');
  if (target instanceof HTMLDetailsElement && target.classList.contains('filter')) {
    target.hidden = false;
    target.open = true;
    await fill(target);
    highlightFromAddress(target);
    target.scrollIntoView();
  }
}

async function fill(filter: HTMLDetailsElement): Promise<void> {
  const body = filter.querySelector<HTMLElement>('.body');
  const { chunk, part } = body?.dataset ?? {};
  if (body === null || !chunk) {
    return;
  }
  delete body.dataset.chunk;
  try {
    const columns = await partsOf(chunk);
    body.innerHTML = columns.map((parts) => parts[Number(part)] ?? '').join('');
    markNames(body);
    preparePictures(body);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    body.textContent = `This section could not be unpacked: ${reason}`;
  }
}

function partsOf(chunk: string): Promise<readonly (readonly string[])[]> {
  const known = unpacked.get(chunk) ?? unpack(document.getElementById(chunk)?.textContent ?? '');
  unpacked.set(chunk, known);
  return known;
}

/** Deflated JSON in base64. */
async function unpack(text: string): Promise<readonly (readonly string[])[]> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return JSON.parse(await new Response(stream).text());
}
