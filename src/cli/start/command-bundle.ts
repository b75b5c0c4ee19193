import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

/** What the bundle exports. */
export type CommandBundle = typeof import('../command-line.ts');

/** Where the build puts the bundle, as seen from a file of this folder. */
const BUNDLE = path.join(import.meta.dirname, '../../../command/command.cjs');

/**
 * The whole command line as one script, which the build makes of the modules (`rolldown.config.mjs`). Next
 * to it lies the code that V8 made of it then, so that nothing has to be compiled at the start; V8 itself
 * turns it down where it is of another release.
 */
export class BundleScript {
  readonly #file: string;
  readonly #script: Script;

  /** @throws an error of the system where there is no such file. */
  constructor(file: string = BUNDLE) {
    const cache = cacheOf(file);
    this.#file = file;
    this.#script = new Script(
      `(function (exports, require, importPackage, __dirname) {${readFileSync(file, 'utf8')}\n})`,
      {
        filename: file,
        ...(existsSync(cache) ? { cachedData: readFileSync(cache) } : {}),
      },
    );
  }

  /** Whether V8 took the code that lies next to the bundle. */
  get isCached(): boolean {
    return this.#script.cachedDataRejected === false;
  }

  /** Runs the bundle. Its modules run when they are first asked for. */
  run(): CommandBundle {
    const exports = {};
    const bundle = this.#script.runInThisContext() as (...scope: readonly unknown[]) => void;
    bundle(exports, createRequire(this.#file), importPackage, path.dirname(this.#file));
    return exports as CommandBundle;
  }

  /** Writes the code of all functions that have run next to the bundle. */
  writeCache(): void {
    writeFileSync(cacheOf(this.#file), this.#script.createCachedData());
  }
}

/** Whether there is a bundle that is not older than the built modules: the type checker alone makes none. */
export function hasFreshBundle(file: string = BUNDLE): boolean {
  const bundle = statSync(file, { throwIfNoEntry: false });
  const modules = statSync(path.join(import.meta.dirname, '../command-line.js'), {
    throwIfNoEntry: false,
  });
  return bundle !== undefined && modules !== undefined && bundle.mtimeMs >= modules.mtimeMs;
}

const importPackage = (name: string): Promise<unknown> => import(name);

const cacheOf = (file: string): string => `${file}.cache`;
