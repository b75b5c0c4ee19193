/** The parts of d3-node that the charts use; it brings no types of its own. */
declare module 'd3-node' {
  export class D3Node {
    readonly d3: typeof import('d3');
    createSVG(
      width: number,
      height: number,
      attributes?: Readonly<Record<string, string>>,
    ): import('d3').Selection<import('d3').BaseType, unknown, null, undefined>;
    /** The drawing as text. */
    svgString(): string;
  }
}
