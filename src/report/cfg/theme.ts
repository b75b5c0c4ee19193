import type { GraphEdgeKind } from '../../artifact/control-flow-graph.ts';

/** The colour of each kind of edge, legible on white and on dark grounds. */
export const EDGE_COLORS: Readonly<Record<GraphEdgeKind, string>> = {
  true: '#2f9e58',
  false: '#d0453e',
  jump: '#5b6b7b',
  case: '#6f5bd0',
};
