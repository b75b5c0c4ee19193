import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CommandOutcome, ROOT } from '../cli/run-command.ts';

/** A project of someone else in a temporary folder, with the packed package among its modules. */
export interface Consumer {
  readonly folder: string;
  /** Where the package is installed. */
  readonly installed: string;
}

/** What is copied to be packed: what a checkout has, but for what packing itself makes. */
const CHECKOUT = [
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'corpora',
  'package.json',
  'passes',
  'reports',
  'rolldown.config.mjs',
  'src',
  'tsconfig.build.json',
  'tsconfig.json',
];

/** Packs the package as `npm pack` does, and installs it with what it depends on, and nothing else. */
export function makeConsumer(): Consumer {
  const top = mkdtempSync(path.join(tmpdir(), 'bpfopt-package-'));
  const checkout = path.join(top, 'checkout');
  for (const name of CHECKOUT) {
    cpSync(path.join(ROOT, name), path.join(checkout, name), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(checkout, 'node_modules'));
  execFileSync('npm', ['pack', '--pack-destination', top], { cwd: checkout, stdio: 'pipe' });
  const { name, version } = JSON.parse(
    readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
  ) as Readonly<Record<'name' | 'version', string>>;
  const folder = path.join(top, 'consumer');
  const installed = path.join(folder, 'node_modules', name);
  mkdirSync(installed, { recursive: true });
  const tarball = path.join(top, `${name}-${version}.tgz`);
  execFileSync('tar', ['xzf', tarball, '-C', installed, '--strip-components=1']);
  linkDependencies(path.join(folder, 'node_modules'));
  return { folder, installed };
}

/** Links the modules that the package depends on, as npm would put them there. */
function linkDependencies(modules: string): void {
  const listed = spawnSync('npm', ['ls', '--omit=dev', '--all', '--parseable'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).stdout;
  const own = path.join(ROOT, 'node_modules');
  for (const line of listed.split('\n')) {
    const name = path.relative(own, line);
    if (line !== '' && !name.startsWith('..') && !name.includes('node_modules')) {
      const link = path.join(modules, name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(line, link);
    }
  }
}

/** Runs the type checker over what `tsconfig.json` in `folder` names. */
export function typeCheck(folder: string): CommandOutcome {
  return inFolder(folder, path.join(ROOT, 'node_modules/typescript/bin/tsc'), ['-p', folder]);
}

/** Runs the installed command. */
export function runInstalled(consumer: Consumer, args: readonly string[]): CommandOutcome {
  return inFolder(consumer.folder, startOf(consumer), args);
}

/** What a bundle of the installed command says of itself. */
export function installedBundle(
  { folder, installed }: Consumer,
  what: 'hasFreshBundle()' | 'new BundleScript().isCached',
): string {
  const module = path.join(installed, 'dist/src/cli/start/command-bundle.js');
  const code = `import { BundleScript, hasFreshBundle } from ${JSON.stringify(module)};
    console.log(${what});`;
  return inFolder(folder, '--input-type=module', ['-e', code]).stdout;
}

/** The milliseconds of processor time that Node takes with `args`, the least of several times. */
export function processorTime({ folder }: Consumer, args: readonly string[]): number {
  const tell = "process.on('exit', () => console.error(JSON.stringify(process.cpuUsage())))";
  const times = Array.from({ length: 9 }, () => {
    const words = [`data:text/javascript,${encodeURIComponent(tell)}`, ...args];
    const { user, system } = JSON.parse(inFolder(folder, '--import', words).stderr) as {
      readonly user: number;
      readonly system: number;
    };
    return (user + system) / 1_000;
  });
  return Math.min(...times);
}

/** Where the file is that the installed command starts with. */
export const startOf = ({ installed }: Consumer): string =>
  path.join(installed, 'dist/src/cli/main.js');

function inFolder(cwd: string, script: string, args: readonly string[]): CommandOutcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 120_000,
  });
  return { status, stdout, stderr };
}
