import type { SceneEdge, SceneNode } from './scene.ts';

/** A point in SVG user units, from the top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node with its top left corner. */
export interface PlacedNode extends Point {
  readonly node: SceneNode;
  readonly width: number;
  readonly height: number;
}

/** An edge with its route. */
export interface PlacedEdge {
  readonly edge: SceneEdge;
  /** `lines`: corners of a polyline. `curve`: a start, then three control points a cubic piece. */
  readonly shape: 'lines' | 'curve';
  readonly points: readonly Point[];
  /** Where the text on the edge starts, on its base line. */
  readonly labelAt: Point;
}

/** A scene whose parts have places. */
export interface PlacedScene {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}
