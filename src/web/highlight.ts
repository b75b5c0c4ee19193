import { readAddress, writeAddress } from './address.ts';
import { nameOf, PLACES, placesOf } from './names.ts';

/** So many names are told apart by colours; more take the first again. */
const COLORS = 8;

/** By scope, the names that are followed there, and the colour of each: a number less than {@link COLORS}. */
const followed = new Map<ParentNode, Map<string, number>>();

/**
 * Lets a click on a name, or Enter, follow it: all its places are highlighted in a colour of its own,
 * within the closest `.scope`, else on the whole page. Once more, or Escape, ends that. The address says
 * which are followed.
 */
export function highlightOnClick(): void {
  document.addEventListener('click', ({ target }) => {
    const place = target instanceof Element ? target.closest(PLACES) : null;
    if (place !== null && document.getSelection()?.type !== 'Range') {
      toggle(place);
    }
  });
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (key === 'Escape') {
      clear();
    } else if ((key === 'Enter' || key === ' ') && target instanceof Element) {
      const place = target.closest(PLACES);
      if (place !== null) {
        event.preventDefault();
        toggle(place);
      }
    }
  });
}

/** Highlights within `scope` what the address says is followed. */
export function highlightFromAddress(scope: ParentNode): void {
  for (const name of readAddress().followed) {
    follow(name, scope);
  }
}

function toggle(place: Element): void {
  const name = nameOf(place);
  const scope = place.closest('.scope') ?? document;
  if (place.classList.contains('hit')) {
    paint(name, scope, null);
    followed.get(scope)?.delete(name);
    announce(`${spoken(place)} no longer highlighted`);
  } else {
    announce(`${spoken(place)} highlighted in ${follow(name, scope)} places`);
  }
  writeAddress({
    followed: [...(followed.get(scope)?.keys() ?? [])],
    ...(scope instanceof Element ? { section: scope.id } : {}),
  });
}

/** How a place is called for those who listen. */
const spoken = (place: Element): string =>
  place.closest('.expression') === null ? nameOf(place) : (place.textContent ?? '');

/** Yields in how many places it is. */
function follow(name: string, scope: ParentNode): number {
  const colors = followed.get(scope) ?? new Map<string, number>();
  followed.set(scope, colors);
  const used = new Set(colors.values());
  const free = Array.from({ length: COLORS }, (_, color) => color).find((one) => !used.has(one));
  const color = colors.get(name) ?? free ?? 0;
  colors.set(name, color);
  return paint(name, scope, color);
}

function paint(name: string, scope: ParentNode, color: number | null): number {
  const places = placesOf(name, scope);
  for (const place of places) {
    const kept = [...place.classList].filter((one) => !/^hit(-\d)?$/.test(one));
    place.setAttribute(
      'class',
      [...kept, ...(color === null ? [] : ['hit', `hit-${color}`])].join(' '),
    );
    if (place.matches('[role=button]')) {
      place.setAttribute('aria-pressed', String(color !== null));
    }
  }
  return places.length;
}

function clear(): void {
  for (const [scope, colors] of followed) {
    for (const name of colors.keys()) {
      paint(name, scope, null);
    }
  }
  followed.clear();
  writeAddress({ followed: [] });
}

/** Tells those who listen instead of looking. */
function announce(text: string): void {
  const status = document.getElementById('status');
  if (status !== null) {
    status.textContent = text;
  }
}
