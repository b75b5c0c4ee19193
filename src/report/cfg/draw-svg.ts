import { FONT_SIZE, HEADER_HEIGHT, LINE_HEIGHT, PADDING } from './metrics.ts';
import type { PlacedEdge, PlacedNode, PlacedScene, Point } from './placement.ts';
import type { SceneBlock, ScenePill } from './scene.ts';
import { EDGE_COLORS } from './theme.ts';

/** The radius of the corners of an orthogonal edge. */
const CORNER = 4;

/** Room around the drawing. */
const MARGIN = 12;

/** The styles of a drawing; also for pages that hold many drawings, which need them once. */
export const DRAWING_STYLES = `
.cfg text{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.cfg .box{fill:#fff;stroke:#34495e;stroke-width:1}
.cfg .head{fill:#34495e}
.cfg .title{fill:#fff;font-weight:600}
.cfg .line{fill:#1c2733}
.cfg .edge{fill:none;stroke-width:1.4}
.cfg .label{fill:#5b6b7b;font-size:9.5px;paint-order:stroke;stroke:#fff;stroke-width:3px}
.cfg .accept{fill:#d5f0dd;stroke:#2f9e58}
.cfg .reject{fill:#fadbd8;stroke:#d0453e}
.cfg .accept-text{fill:#1e7a41}
.cfg .reject-text{fill:#a8322c}
.cfg .hit .box{stroke:#e67e22;stroke-width:2.5}
.cfg .line.hit{fill:#c05600;font-weight:700}`;

/** The drawing as a file of its own. */
export function drawSvgFile(scene: PlacedScene): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${drawSvg(scene, `<style>${DRAWING_STYLES}</style>`)}\n`;
}

/** The drawing as an `svg` element, with `head` (styles) put first. */
export function drawSvg(scene: PlacedScene, head = ''): string {
  const width = Math.ceil(scene.width + 2 * MARGIN);
  const height = Math.ceil(scene.height + 2 * MARGIN);
  const parts = [
    `<svg class="cfg" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="img">`,
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
  const lines = block.lines.map(({ text, defines }, index) => {
    const top = HEADER_HEIGHT + PADDING / 2 + (index + 0.75) * LINE_HEIGHT;
    const value = defines === null ? '' : ` data-value="v${defines}"`;
    return `<text class="line" x="${PADDING}" y="${round(top)}"${value}>${escapeXml(text)}</text>`;
  });
  return [
    `<g class="block" data-block="b${block.id}" transform="translate(${round(x)} ${round(y)})">`,
    `<rect class="box" width="${width}" height="${height}" rx="4"/>`,
    `<path class="head" d="M0 ${HEADER_HEIGHT}V4a4 4 0 0 1 4-4H${width - 4}a4 4 0 0 1 4 4V${HEADER_HEIGHT}z"/>`,
    `<text class="title" x="${PADDING}" y="${HEADER_HEIGHT - 5}">${escapeXml(block.title)}</text>`,
    ...lines,
    '</g>',
  ].join('');
}

function drawPill({ x, y, width, height }: PlacedNode, { outcome, title }: ScenePill): string {
  const [cx, cy] = [round(x + width / 2), round(y + height / 2 + 3.8)];
  return (
    `<rect class="${outcome}" x="${round(x)}" y="${round(y)}" width="${width}" height="${height}" rx="${height / 2}"/>` +
    `<text class="${outcome}-text" x="${cx}" y="${cy}" text-anchor="middle">${escapeXml(title)}</text>`
  );
}

function drawEdge({ edge, shape, points }: PlacedEdge): string {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) {
    return '';
  }
  const color = EDGE_COLORS[edge.kind];
  const route = shape === 'curve' ? curve(points) : roundedLines(points);
  const tip = `M${round(last.x - 3.5)} ${round(last.y - 6)}L${round(last.x)} ${round(last.y)}L${round(last.x + 3.5)} ${round(last.y - 6)}z`;
  const label =
    edge.label === ''
      ? ''
      : `<text class="label" x="${round(first.x + 4)}" y="${round(first.y + 11)}">${escapeXml(edge.label)}</text>`;
  return `<path class="edge" stroke="${color}" d="${route}"/><path fill="${color}" d="${tip}"/>${label}`;
}

/** A polyline with rounded corners. */
function roundedLines(points: readonly Point[]): string {
  const pieces = points.map((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (before === undefined) {
      return `M${pair(point)}`;
    }
    return after === undefined
      ? `L${pair(point)}`
      : `L${pair(towards(point, before))}Q${pair(point)} ${pair(towards(point, after))}`;
  });
  return pieces.join('');
}

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
const round = (value: number): number => Math.round(value * 10) / 10;

/** `text` with the characters that mean something in XML and HTML escaped. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
