import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createJiti } from 'jiti';
import type { Pass, PassRegistry } from '../../../src/pass/pass.ts';
import { ROOT } from '../../cli/run-command.ts';
import type { Mistake } from './mistakes.ts';

/** What passes are made of. */
const FOLDERS = ['passes', 'src/analysis', 'src/ir', 'src/pass', 'src/support', 'src/verify'];

/** A copy of the passes and of what they are made of, in which mistakes can be planted. */
export class CopiedPasses {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'bpfopt-mistakes-'));

  constructor() {
    for (const folder of FOLDERS) {
      cpSync(path.join(ROOT, folder), path.join(this.#folder, folder), { recursive: true });
    }
    cpSync(path.join(ROOT, 'package.json'), path.join(this.#folder, 'package.json'));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(this.#folder, 'node_modules'));
  }

  /** The pass with the mistake in it, under a name of its own. Later calls get none of it. */
  async load({ pass, eased, ...mistake }: Mistake): Promise<Pass> {
    const restore = [mistake, ...(eased === undefined ? [] : [eased])].map((one) =>
      this.#change(one),
    );
    try {
      const jiti = createJiti(this.#folder, { moduleCache: false });
      const { builtinPasses } = await jiti.import<{ readonly builtinPasses: PassRegistry }>(
        path.join(this.#folder, 'passes/index.ts'),
      );
      const made = builtinPasses.get(pass)?.();
      if (made === undefined) {
        throw new Error(`there is no pass ${pass}`);
      }
      return { ...made, name: `mistaken-${pass}` };
    } finally {
      for (const undo of restore) {
        undo();
      }
    }
  }

  /** Replaces the text in the copy of the file. Yields what puts it back. */
  #change({ file, from, to }: Pick<Mistake, 'file' | 'from' | 'to'>): () => void {
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    const [before, after, ...more] = source.split(from);
    if (before === undefined || after === undefined || more.length > 0) {
      throw new Error(`${file} should have exactly once: ${from}`);
    }
    const copy = path.join(this.#folder, file);
    writeFileSync(copy, before + to + after);
    return () => writeFileSync(copy, source);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
