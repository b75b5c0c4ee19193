import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');

/** What there is to copy of the project for a compiler that runs. */
const COPIED = ['src', 'passes', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

/** What came of a command. */
export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the sources, to which things are added. Remove it when done. */
export class ScratchCopy {
  readonly folder: string = mkdtempSync(path.join(tmpdir(), 'bpfopt-toy-'));
  /** The files as they were, by name. */
  readonly #originals: ReadonlyMap<string, string>;

  constructor() {
    for (const name of COPIED) {
      cpSync(path.join(ROOT, name), path.join(this.folder, name), { recursive: true });
    }
    const files = COPIED.flatMap((name) => filesIn(this.folder, name));
    this.#originals = new Map(files.map((file) => [file, this.#read(file)]));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(this.folder, 'node_modules'));
  }

  /** Writes a file that is not there. */
  add(file: string, text: string): void {
    const place = path.join(this.folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text, { flag: 'wx' });
  }

  /** Replaces texts, each of which must be there, once. */
  edit(file: string, replacements: Readonly<Record<string, string>>): void {
    const place = path.join(this.folder, file);
    let text = readFileSync(place, 'utf8');
    for (const [from, to] of Object.entries(replacements)) {
      if (text.split(from).length !== 2) {
        throw new Error(`${file} does not have once: ${from}`);
      }
      text = text.replace(from, () => to);
    }
    writeFileSync(place, text);
  }

  /** The files of the project that are not as they were. */
  touched(): readonly string[] {
    return [...this.#originals].flatMap(([file, text]) => (this.#read(file) === text ? [] : file));
  }

  /** Checks the types and compiles; throws with what the compiler says where there is an error. */
  build(): void {
    const compiler = path.join(ROOT, 'node_modules/.bin/tsc');
    execFileSync(compiler, ['-p', 'tsconfig.build.json'], {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  /** Runs the command line that was built. */
  bpfopt(...args: readonly string[]): Answer {
    return this.#node([path.join(this.folder, 'dist/src/cli/main.js'), ...args]);
  }

  /** The value that `code`, a module in the folder of the built files, has as its default export. */
  evaluate(code: string): unknown {
    const file = path.join(this.folder, 'dist/src/evaluated.js');
    writeFileSync(file, `${code}\nprocess.stdout.write(JSON.stringify(answer));\n`);
    const { stdout, stderr, status } = this.#node([file]);
    if (status !== 0) {
      throw new Error(stderr);
    }
    return JSON.parse(stdout);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #read(file: string): string {
    return readFileSync(path.join(this.folder, file), 'utf8');
  }

  #node(args: readonly string[]): Answer {
    const options = { cwd: this.folder, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
    return { status, stdout, stderr };
  }
}

function filesIn(root: string, name: string): readonly string[] {
  const place = path.join(root, name);
  return statSync(place).isDirectory()
    ? readdirSync(place).flatMap((inner) => filesIn(root, path.join(name, inner)))
    : [name];
}
