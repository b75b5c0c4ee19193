import { moveByKeys, prepareLists } from './filter-list.ts';
import { highlightOnClick } from './highlight.ts';
import { showManyBlocks } from './many-blocks.ts';
import { moveAmongNames } from './names.ts';
import { openSections } from './packed-sections.ts';
import { switchTheme } from './theme.ts';

highlightOnClick();
moveAmongNames();
showManyBlocks();
switchTheme();
openSections([...document.querySelectorAll<HTMLDetailsElement>('details.filter')]);
prepareLists();
moveByKeys();
