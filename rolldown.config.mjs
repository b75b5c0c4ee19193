/** Makes one script of the built command line, which `src/cli/start` runs. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'rolldown';

const MODULES = path.join(import.meta.dirname, 'dist');
const OUTPUT = path.join(MODULES, 'command');

/** Packages that are large and seldom needed, or no plain JavaScript: all are loaded where they are used. */
const EXTERNAL = [
  '@hpcc-js/wasm-graphviz',
  'benny',
  'd3-node',
  'elkjs',
  'iced-x86',
  'jiti',
  'koffi',
  'z3-solver',
];

/** Lets each module find its neighbours as if it still stood where it did. */
const placesOfModules = {
  name: 'places-of-modules',
  transform(code, id) {
    if (!code.includes('import.meta.')) {
      return null;
    }
    const place = `__dirname + ${JSON.stringify(`/${path.relative(OUTPUT, id)}`)}`;
    return code
      .replaceAll('import.meta.url', `require("node:url").pathToFileURL(${place}).href`)
      .replaceAll('import.meta.dirname', `require("node:path").dirname(${place})`);
  },
};

/** Gives plugins the library that is in the bundle, not another one from its modules. */
const ownLibrary = {
  name: 'own-library',
  transform(code, id) {
    if (!id.endsWith('/project/load-module.js')) {
      return null;
    }
    const inBundle = code.replace(
      '__rewriteRelativeImportExtension(library.href)',
      JSON.stringify('../index.js'),
    );
    if (inBundle === code) {
      throw new Error(`${id} loads the library by other words than it did`);
    }
    return inBundle;
  },
};

/** Leaves it to what runs the script to import packages: a script that V8 had compiled before can't. */
const importsOfPackages = {
  name: 'imports-of-packages',
  renderChunk: (code) => code.replaceAll('await import("', 'await importPackage("'),
};

/** Puts the licenses of the packages whose code is in the bundle beside it. */
const licenses = {
  name: 'licenses',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
    const folders = new Set(
      modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []),
    );
    const texts = [...folders].toSorted().map((folder) => {
      const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
      if (file === undefined) {
        throw new Error(`${folder} has no license to go with its code`);
      }
      return `${path.basename(folder)}\n\n${readFileSync(path.join(folder, file), 'utf8')}`;
    });
    this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: texts.join('\n\n') });
  },
};

export default defineConfig({
  input: { command: path.join(MODULES, 'src/cli/command-line.js') },
  platform: 'node',
  external: [...EXTERNAL, /^node:/],
  plugins: [ownLibrary, placesOfModules, importsOfPackages, licenses],
  output: {
    dir: OUTPUT,
    entryFileNames: '[name].cjs',
    format: 'cjs',
    codeSplitting: false,
    cleanDir: true,
  },
});
