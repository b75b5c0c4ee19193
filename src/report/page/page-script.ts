import { readFileSync } from 'node:fs';
import path from 'node:path';
import { invariant } from '../../support/invariant.ts';

/** The scripts that pages can have: modules of `src/web`. */
export type ScriptName = 'report-page' | 'code-page';

/** Where the build puts them: as CommonJS modules, which need no addresses to import each other. */
const FOLDER = path.join(
  import.meta.dirname,
  import.meta.url.endsWith('.ts') ? '../../../dist/src/web' : '../../web',
);

const REQUIRE = /\brequire\("\.\/([\w-]+)\.js"\)/g;

/**
 * A module of `src/web` as one script, behind all modules that it imports: each is a function of its
 * exports, and what it requires has run before.
 */
export function pageScript(name: ScriptName): string {
  const modules = new Map<string, string>();
  addModule(name, modules);
  const functions = [...modules].map(
    ([module, text]) => `((exports) => {\n${text}})(modules["./${module}.js"] = {});\n`,
  );
  return `(() => {\nconst modules = {};\nconst require = (name) => modules[name];\n${functions.join('')}})();`;
}

/** Adds a module behind those that it imports. */
function addModule(name: string, modules: Map<string, string>): void {
  const text = readFileSync(path.join(FOLDER, `${name}.js`), 'utf8');
  invariant(!text.includes('</script'), 'a script can not hold the tag that ends it');
  for (const [, imported = ''] of text.matchAll(REQUIRE)) {
    if (!modules.has(imported)) {
      addModule(imported, modules);
    }
  }
  modules.set(name, text);
}
