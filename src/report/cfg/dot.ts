import { sizeOf } from './metrics.ts';
import type { Scene, SceneEdge, SceneNode } from './scene.ts';
import { EDGE_COLORS } from './theme.ts';

/** SVG user units an inch, the unit of Graphviz. */
export const UNITS_PER_INCH = 72;

/** `scene` in the DOT language of Graphviz, to be drawn by `dot`. */
export function printDot(scene: Scene): string {
  return [
    'digraph filter {',
    '  graph [rankdir=TB, ordering=out, nodesep=0.2, ranksep=0.35];',
    '  node [shape=box, fontname="monospace", fontsize=9];',
    '  edge [fontname="monospace", fontsize=8, arrowsize=0.6];',
    ...scene.nodes.map((node) => `  ${printNode(node)}`),
    ...scene.edges.map((edge) => `  ${printEdge(edge)}`),
    '}\n',
  ].join('\n');
}

/** `scene` as Graphviz needs it to find places only: boxes of the drawing's own sizes. */
export function printDotSkeleton(scene: Scene): string {
  const nodes = scene.nodes.map((node) => {
    const { width, height } = sizeOf(node);
    const inches = (units: number): string => (units / UNITS_PER_INCH).toFixed(3);
    return `${quote(node.name)} [width=${inches(width)}, height=${inches(height)}];`;
  });
  const edges = scene.edges.map(({ from, to }) => `${quote(from)} -> ${quote(to)};`);
  return [
    'digraph g { graph [ordering=out, nodesep=0.2, ranksep=0.35];',
    'node [shape=box, fixedsize=true, label=""];',
    ...nodes,
    ...edges,
    '}',
  ].join('\n');
}

function printNode(node: SceneNode): string {
  const name = quote(node.name);
  if (node.kind === 'pill') {
    const color = node.outcome === 'accept' ? '#d5f0dd' : '#fadbd8';
    return `${name} [label=${quote(node.title)}, shape=box, style="rounded,filled", fillcolor="${color}"];`;
  }
  const label = [node.title, ...node.lines.map(({ text }) => text)]
    .map((line) => `${escapeQuotes(line)}\\l`)
    .join('');
  return `${name} [label="${label}"];`;
}

function printEdge({ from, to, kind, label }: SceneEdge): string {
  const text = label === '' ? '' : `, label=${quote(label)}`;
  return `${quote(from)} -> ${quote(to)} [color="${EDGE_COLORS[kind]}"${text}];`;
}

const escapeQuotes = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
const quote = (text: string): string => `"${escapeQuotes(text)}"`;
