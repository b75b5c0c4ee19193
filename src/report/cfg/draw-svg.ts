import { escapeXml } from '../html.ts';
import { SHOW_ALL } from './collapse.ts';
import { FONT_SIZE, HEADER_HEIGHT, LABEL_FONT_SIZE, LINE_HEIGHT, PADDING } from './metrics.ts';
import type { PlacedEdge, PlacedNode, PlacedScene, Point } from './placement.ts';
import type { SceneBlock, ScenePill } from './scene.ts';
import { EDGE_COLORS } from './theme.ts';

/** The radius of the corners of an orthogonal edge. */
const CORNER = 4;

/** Room around the drawing. */
const MARGIN = 12;

/**
 * The styles of a drawing, needed once on a page that holds many. Colours are taken from the page
 * where it defines them, so that drawings follow its light and dark theme.
 */
export const DRAWING_STYLES: string = `
.cfg text{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--cfg-text,#1c2733)}
.cfg .box{fill:var(--cfg-box,#fff);stroke:var(--cfg-head,#34495e)}
.cfg .head{fill:var(--cfg-head,#34495e)}
.cfg .title{fill:#fff;font-weight:600}
.cfg .edge{fill:none;stroke-width:1.4}
.cfg .label{fill:var(--cfg-label,#5b6b7b);font-size:${LABEL_FONT_SIZE}px;paint-order:stroke;stroke:var(--cfg-ground,#fff);stroke-width:3px}
.cfg .accept{fill:var(--cfg-accept,#d5f0dd);stroke:${EDGE_COLORS.true}}
.cfg .reject{fill:var(--cfg-reject,#fadbd8);stroke:${EDGE_COLORS.false}}
.cfg .accept+text{fill:var(--cfg-accept-text,#1e7a41)}
.cfg .reject+text{fill:var(--cfg-reject-text,#a8322c)}
${Object.entries(EDGE_COLORS)
  .map(([kind, color]) => `.cfg .${kind}{stroke:${color}}.cfg .${kind}-tip{fill:${color}}`)
  .join('\n')}`;

/** The styles of a drawing that is a file of its own: on white, and without variables. */
const FILE_STYLES = `svg{background:#fff}${DRAWING_STYLES.replaceAll(/var\(--[\w-]+,([^)]+)\)/g, '$1')}\n`;

/** The drawing as a file of its own. */
export function drawSvgFile(scene: PlacedScene): string {
  const head = `<title>${TITLE}</title><style>${FILE_STYLES}</style>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawing(scene, 'role="img"', head)}\n`;
}

/** The drawing as an `svg` element of a page, whose texts are read one by one. */
export const drawSvg = (scene: PlacedScene): string =>
  drawing(scene, `role="group" aria-label="${TITLE}"`, '');

const TITLE = 'control-flow graph';

/** @param head what is put first. */
function drawing(scene: PlacedScene, role: string, head: string): string {
  const width = Math.ceil(scene.width + 2 * MARGIN);
  const height = Math.ceil(scene.height + 2 * MARGIN);
  const parts = [
    `<svg class="cfg" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" ${role}>`,
    head,
    ...scene.edges.map(drawEdge),
    ...scene.nodes.map(drawNode),
    '</svg>',
  ];
  return parts.join('');
}

function drawNode(placed: PlacedNode): string {
  return placed.node.kind === 'pill'
    ? drawPill(placed, placed.node)
    : drawBlock(placed, placed.node);
}

function drawBlock({ x, y, width, height }: PlacedNode, block: SceneBlock): string {
  const lines = block.lines.map(({ text, value }, index) => {
    const base = HEADER_HEIGHT + PADDING / 2 + (index + 0.75) * LINE_HEIGHT;
    const link = text === SHOW_ALL ? SHOWS : value === null ? '' : ` data-value="v${value}"`;
    return `<text x="${PADDING}" y="${round(base)}"${link}>${escapeXml(text)}</text>`;
  });
  const { many } = block;
  return [
    `<g data-block="${block.name}"${many === undefined ? '' : ' class="many"'} transform="translate(${round(x)} ${round(y)})">`,
    ...(many === undefined
      ? []
      : [
          `<rect class="box" x="5" y="5" width="${width}" height="${height}" rx="4"/>`,
          `<desc>${escapeXml(many.text)}</desc>`,
        ]),
    `<rect class="box" width="${width}" height="${height}" rx="4"/>`,
    `<path class="head" d="M0 ${HEADER_HEIGHT}V4a4 4 0 0 1 4-4H${width - 4}a4 4 0 0 1 4 4V${HEADER_HEIGHT}z"/>`,
    `<text class="title" x="${PADDING}" y="${HEADER_HEIGHT - 5}">${escapeXml(block.title)}</text>`,
    ...lines,
    '</g>',
  ].join('');
}

const SHOWS = ' class="show" role="button" tabindex="-1"';

function drawPill({ x, y, width, height }: PlacedNode, { outcome, title }: ScenePill): string {
  const [cx, cy] = [round(x + width / 2), round(y + height / 2 + 3.8)];
  return (
    `<rect class="${outcome}" x="${round(x)}" y="${round(y)}" width="${width}" height="${height}" rx="${height / 2}"/>` +
    `<text x="${cx}" y="${cy}" text-anchor="middle">${escapeXml(title)}</text>`
  );
}

function drawEdge({ edge, shape, points, labelAt }: PlacedEdge): string {
  const last = points.at(-1);
  if (last === undefined) {
    return '';
  }
  const route = shape === 'curve' ? curve(points) : roundedLines(points);
  const tip = `M${pair(last)}l-3.5-6h7z`;
  const label =
    edge.label === ''
      ? ''
      : `<text class="label" x="${round(labelAt.x)}" y="${round(labelAt.y)}">${escapeXml(edge.label)}</text>`;
  return `<path class="edge ${edge.kind}" d="${route}"/><path class="${edge.kind}-tip" d="${tip}"/>${label}`;
}

/** A polyline with rounded corners, in relative steps: those of many edges are the same. */
function roundedLines([start, ...rest]: readonly Point[]): string {
  if (start === undefined) {
    return '';
  }
  let at = snap(start);
  let path = `M${pair(at)}`;
  for (const [index, point] of rest.entries()) {
    const after = rest[index + 1];
    const end = snap(after === undefined ? point : towards(point, at));
    path += step(at, end);
    at = end;
    if (after !== undefined) {
      const turned = snap(towards(point, after));
      path += `q${pair(minus(snap(point), at))} ${pair(minus(turned, at))}`;
      at = turned;
    }
  }
  return path;
}

function step(from: Point, to: Point): string {
  const { x, y } = minus(to, from);
  if (x === 0) {
    return `v${y}`;
  }
  return y === 0 ? `h${x}` : `l${x} ${y}`;
}

const snap = ({ x, y }: Point): Point => ({ x: round(x), y: round(y) });
const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });

/** The point on the way from `from` to `to` where the corner at `from` begins. */
function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(CORNER, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function curve([start, ...rest]: readonly Point[]): string {
  return start === undefined ? '' : `M${pair(start)}C${rest.map(pair).join(' ')}`;
}

const pair = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

/** Whole units are precise enough, and make drawings small. */
const round = (value: number): number => Math.round(value);
