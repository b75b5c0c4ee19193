import { moveByKeys, prepareLists } from './filter-list.ts';
import { highlightOnClick } from './highlight.ts';
import { openSections } from './packed-sections.ts';
import { switchTheme } from './theme.ts';

highlightOnClick();
switchTheme();
openSections([...document.querySelectorAll<HTMLDetailsElement>('details.filter')]);
prepareLists();
moveByKeys();
