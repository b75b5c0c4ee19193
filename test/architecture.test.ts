import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * What each layer may import, lowest layer first. A layer may always import from itself. Type
 * imports count.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'src/support': [],
  'src/isa': ['src/support'],
  'src/ir': ['src/support'],
  'src/interpret': ['src/support', 'src/ir'],
  'src/analysis': ['src/support', 'src/ir'],
  'src/verify': ['src/support', 'src/ir', 'src/analysis'],
  'src/code': ['src/support', 'src/isa', 'src/ir'],
  'src/frontend': ['src/support', 'src/isa', 'src/ir'],
  'src/source': ['src/support', 'src/isa', 'src/ir', 'src/analysis', 'src/verify', 'src/frontend'],
  'src/pass': ['src/support', 'src/ir', 'src/analysis', 'src/verify'],
  passes: ['src/support', 'src/ir', 'src/analysis', 'src/pass'],
  'src/codegen': ['src/support', 'src/ir', 'src/analysis'],
  'src/lower': ['src/support', 'src/isa', 'src/ir', 'src/analysis', 'src/code', 'src/codegen'],
  'src/target': ['src/support', 'src/isa', 'src/ir', 'src/analysis', 'src/code', 'src/lower'],
  'src/trace': ['src/support'],
  'src/engine': ['src/support', 'src/isa', 'src/ir', 'src/interpret', 'src/trace', 'src/code'],
  'src/compiler': [
    'src/support',
    'src/isa',
    'src/ir',
    'src/interpret',
    'src/analysis',
    'src/verify',
    'src/code',
    'src/frontend',
    'src/source',
    'src/pass',
    'passes',
    'src/codegen',
    'src/lower',
    'src/target',
  ],
  'src/project': ['src/support', 'src/pass', 'src/compiler', 'src/trace'],
  'src/prove': ['*', '!src/artifact', '!src/experiment', '!src/report', '!src/web', '!src/cli'],
  'src/artifact': ['src/support', 'src/ir', 'src/analysis'],
  'src/experiment': ['*', '!src/report', '!src/web', '!src/cli'],
  'src/report': ['src/support', 'src/artifact'],
  'src/web': ['src/support', 'src/artifact'],
  'src/cli': ['*', '!src/web'],
};

/** The rooms of these layers stand for themselves: none may import another's. */
const SEPARATE_ROOMS = ['src/isa', 'src/frontend', 'src/lower'];

/** But for these, which they share. */
const SHARED_ROOMS = ['src/frontend/control-flow'];

/** The rooms of a room, lowest first: what each may import of the others. */
const ORDERED_ROOMS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'src/lower/cbpf': {
    machine: [],
    legalize: [],
    select: ['machine'],
    allocate: ['machine'],
    guards: ['machine', 'legalize'],
    emit: ['machine', 'legalize', 'select', 'allocate', 'guards'],
  },
  'src/lower/x64': {
    machine: [],
    select: ['machine'],
    allocate: ['machine'],
    emit: ['machine', 'allocate'],
  },
};

/** These layers run in a browser too. */
const WITHOUT_NODE = [
  'src/support',
  'src/isa',
  'src/ir',
  'src/interpret',
  'src/analysis',
  'src/verify',
  'src/code',
  'src/frontend',
  'src/source',
  'src/pass',
  'passes',
  'src/codegen',
  'src/lower',
  'src/target',
  'src/compiler',
  'src/trace',
];

/** The packages that they may use: such as need nothing of Node. */
const PLAIN_PACKAGES: ReadonlySet<string> = new Set(['graphlib']);

/** Files that stand above all layers. */
const TOP = ['src/index.ts'];

const ROOT = path.join(import.meta.dirname, '..');
const IMPORT = /^(?:import|export)\b[^;'"]*?\bfrom '(\.[^']+)'|\bimport\(\s*'(\.[^']+)'\s*\)/gms;

interface Import {
  readonly from: string;
  readonly to: string;
}

function filesOf(layer: string): readonly string[] {
  const directory = path.join(ROOT, layer);
  return existsSync(directory)
    ? readdirSync(directory, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => path.join(layer, file))
    : [];
}

function importsOf(layer: string): readonly Import[] {
  return filesOf(layer).flatMap((from) => {
    const source = readFileSync(path.join(ROOT, from), 'utf8');
    return [...source.matchAll(IMPORT)].map(([, named, dynamic]) => ({
      from,
      to: path.relative(ROOT, path.resolve(ROOT, path.dirname(from), named ?? dynamic ?? '')),
    }));
  });
}

const layerOf = (file: string): string | undefined =>
  Object.keys(ALLOWED).find((layer) => file.startsWith(`${layer}/`));

function isAllowed(layer: string, { to }: Import): boolean {
  const target = layerOf(to);
  const allowed = ALLOWED[layer] ?? [];
  if (target === undefined) {
    return allowed.includes('*') && to === 'package.json';
  }
  return (
    target === layer ||
    allowed.includes(target) ||
    (allowed.includes('*') && !allowed.includes(`!${target}`))
  );
}

const roomOf = (file: string): string => file.split('/').slice(0, 3).join('/');

describe.each(Object.keys(ALLOWED))('%s', (layer) => {
  test('imports only what its row allows', () => {
    expect(importsOf(layer).filter((one) => !isAllowed(layer, one))).toEqual([]);
  });
});

test.each(SEPARATE_ROOMS)('the rooms of %s do not import each other', (layer) => {
  const crossing = importsOf(layer).filter(
    ({ from, to }) =>
      to.startsWith(`${layer}/`) &&
      roomOf(from) !== roomOf(to) &&
      !SHARED_ROOMS.includes(roomOf(to)),
  );
  expect(crossing).toEqual([]);
});

test.each(Object.entries(ORDERED_ROOMS))('the rooms of %s keep their order', (house, rooms) => {
  const innerRoomOf = (file: string): string | undefined =>
    file.startsWith(`${house}/`)
      ? file
          .slice(house.length + 1)
          .split('/')
          .at(-2)
      : undefined;
  const wrong = importsOf(house).filter(({ from, to }) => {
    const room = innerRoomOf(from);
    const target = innerRoomOf(to);
    const isInside = to.startsWith(`${house}/`) && room !== undefined && room !== target;
    return isInside && (target === undefined || rooms[room]?.includes(target) !== true);
  });
  expect(wrong).toEqual([]);
  expect(filesOf(house).map(innerRoomOf)).toEqual(expect.arrayContaining(Object.keys(rooms)));
});

const PACKAGE = /\bfrom '([^'.][^']*)'|\bimport\(?\s*'([^'.][^']*)'|\brequire\(\s*'([^']*)'/g;
const NODE_GLOBAL = /\b(?:process|Buffer|global|setImmediate|__dirname|__filename)\b(?=\.\w|\()/g;

describe.each(WITHOUT_NODE)('%s runs without Node', (layer) => {
  const sources = filesOf(layer).map((file) => ({
    file,
    text: readFileSync(path.join(ROOT, file), 'utf8'),
  }));
  const finds = (pattern: RegExp): readonly string[] =>
    sources.flatMap(({ file, text }) =>
      [...text.matchAll(pattern)].map((match) => `${file}: ${match.slice(1).join('') || match[0]}`),
    );

  test('imports no module that needs it', () => {
    const used = finds(PACKAGE).filter((one) => !PLAIN_PACKAGES.has(one.split(': ')[1] ?? ''));
    expect(used).toEqual([]);
  });

  test('uses no global of it', () => {
    expect(finds(NODE_GLOBAL)).toEqual([]);
  });

  test('has files', () => {
    expect(sources).not.toEqual([]);
  });
});

test('every source file stands in a layer', () => {
  const strays = filesOf('src').filter(
    (file) => layerOf(file) === undefined && !TOP.includes(file),
  );
  expect(strays).toEqual([]);
});

test('the check sees imports at all', () => {
  expect(importsOf('src/ir').length).toBeGreaterThan(10);
});
