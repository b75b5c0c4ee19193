import { highlightFromAddress, highlightOnClick } from './highlight.ts';
import { showManyBlocks } from './many-blocks.ts';
import { markNames, moveAmongNames } from './names.ts';
import { preparePictures } from './pictures.ts';
import { switchTheme } from './theme.ts';

highlightOnClick();
moveAmongNames();
showManyBlocks();
switchTheme();
markNames(document);
preparePictures(document);
highlightFromAddress(document);
