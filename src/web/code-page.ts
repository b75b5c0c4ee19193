import { highlightOnClick, markNames } from './highlight.ts';
import { preparePictures } from './pictures.ts';
import { switchTheme } from './theme.ts';

highlightOnClick();
switchTheme();
markNames(document);
preparePictures(document);
