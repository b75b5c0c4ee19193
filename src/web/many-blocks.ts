import { highlightFromAddress } from './highlight.ts';
import { markNames } from './names.ts';

/** Lets a click on `show all`, or Enter, show the blocks that one of a drawing stands for. */
export function showManyBlocks(): void {
  const show = (target: EventTarget | null): boolean => {
    const shown = target instanceof Element ? target.closest('.cfg .show')?.closest('.many') : null;
    if (shown === null || shown === undefined) {
      return false;
    }
    open(
      shown.querySelector('.title')?.textContent ?? '',
      shown.querySelector('desc')?.textContent ?? '',
    );
    return true;
  };
  document.addEventListener('click', ({ target }) => void show(target));
  document.addEventListener('keydown', (event) => {
    if ((event.key === 'Enter' || event.key === ' ') && show(event.target)) {
      event.preventDefault();
    }
  });
}

function open(title: string, text: string): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'blocks';
  dialog.setAttribute('aria-label', title);
  const heading = document.createElement('h2');
  heading.textContent = title;
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = 'close';
  close.addEventListener('click', () => dialog.close());
  const listing = document.createElement('pre');
  listing.className = 'code linked';
  listing.textContent = text;
  dialog.append(heading, close, listing);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  markNames(dialog);
  highlightFromAddress(dialog);
  dialog.showModal();
}
