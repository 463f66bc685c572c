import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

/** Lowest first; what is on one line imports only from lines above it, and within its own folder. */
const order = [
  'shared',
  'workload',
  'hardware',
  'components',
  'compression',
  'training',
  'mapping',
  'dataflow',
  'cost',
  'mapper',
  'functional',
  'simulate.ts',
  'metrics',
  'cross-check',
  'study',
  'report',
  'validation',
  'files',
  'cli',
  'index.ts',
];

/** Ways of counting that the simulator is held against: agreement means something only if they share nothing with it. */
const independent = ['metrics', 'cross-check'];
const independentSees = ['shared', 'workload', 'compression'];

/** The library must run in a browser: only these may touch the machine. */
const machine = ['files', 'cli'];
const machineGlobals = ['process', 'console', 'Buffer', 'require', 'global', '__dirname', '__filename'];

/** Places that list plug-ins; `src/index.ts` is the public API. */
const mayReExport = ['index.ts', 'dataflow/conventions/index.ts'];

const mostLines = 300;

const root = fileURLToPath(new URL('../src/', import.meta.url));

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(root, { recursive: true })
  .map((name) => String(name).replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts'))
  .sort();
const handWritten = files.filter((name) => !name.endsWith('_pb.ts'));
const sources = new Map(files.map((name) => [name, readFileSync(root + name, 'utf8')]));
const imports = files.flatMap((from) =>
  ts.preProcessFile(sources.get(from)!, true, true).importedFiles.map(
    ({ fileName }): Import => ({
      from,
      to: fileName.startsWith('.') ? posix.normalize(posix.join(dirname(from), fileName)) : fileName,
    }),
  ),
);
/** Without external packages. */
const own = imports.filter(({ to }) => sources.has(to));

function folderOf(file: string): string {
  return file.split('/')[0]!;
}

function show({ from, to }: Import): string {
  return `src/${from} imports ${to}`;
}

describe('imports', () => {
  test('every folder of src has its place in the order', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => !order.includes(folder))).toEqual([]);
    expect(order.filter((folder) => !files.some((file) => folderOf(file) === folder))).toEqual([]);
  });

  test('go one way', () => {
    const upward = own.filter(({ from, to }) => order.indexOf(folderOf(to)) > order.indexOf(folderOf(from)));
    expect(upward.map(show)).toEqual([]);
  });

  test('of the independent methods reach shared, workload and compression only, not each other', () => {
    const foreign = own.filter(
      ({ from, to }) =>
        independent.includes(folderOf(from)) && ![folderOf(from), ...independentSees].includes(folderOf(to)),
    );
    expect(foreign.map(show)).toEqual([]);
    const behind = own.filter(
      ({ from, to }) => folderOf(from) === 'compression' && !independentSees.includes(folderOf(to)),
    );
    expect(behind.map(show), 'nor through compression').toEqual([]);
  });

  test('have no cycle, types included', () => {
    expect(cycles()).toEqual([]);
  });

  test('stay inside src and name a file that is there', () => {
    const relative = imports.filter(({ to }) => !/^[\w@]/.test(to) || to.startsWith('..'));
    expect(relative.map(show)).toEqual([]);
    const missing = imports.filter(
      ({ to }) => /\.(ts|js)$/.test(to) && !sources.has(to) && !to.includes('node_modules'),
    );
    expect(missing.map(show)).toEqual([]);
  });

  test('of node: stand in files and cli only', () => {
    const outside = imports.filter(({ from, to }) => to.startsWith('node:') && !machine.includes(folderOf(from)));
    expect(outside.map(show)).toEqual([]);
  });
});

describe('files', () => {
  test(`have at most ${mostLines} lines`, () => {
    const lines = (name: string) => sources.get(name)!.split('\n').length - 1;
    expect(handWritten.filter((name) => lines(name) > mostLines).map((name) => `${name}: ${lines(name)}`)).toEqual([]);
  });

  test('re-export nothing, but for the public API and lists of plug-ins', () => {
    const found = handWritten.filter((name) => parse(name).statements.some(isReExport) && !mayReExport.includes(name));
    expect(found).toEqual([]);
  });

  test('use what only Node has in files and cli only', () => {
    const found = handWritten
      .filter((name) => !machine.includes(folderOf(name)))
      .flatMap((name) =>
        freeNames(parse(name))
          .filter((each) => machineGlobals.includes(each))
          .map((each) => `${name}: ${each}`),
      );
    expect(found).toEqual([]);
  });

  test('hold no picojoule: prices are data', () => {
    expect(handWritten.flatMap((name) => pricesIn(parse(name)).map((each) => `${name}: ${each}`))).toEqual([]);
  });
});

const parsed = new Map<string, ts.SourceFile>();

function parse(name: string): ts.SourceFile {
  const source = parsed.get(name) ?? ts.createSourceFile(name, sources.get(name)!, ts.ScriptTarget.Latest, true);
  parsed.set(name, source);
  return source;
}

function isReExport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined;
}

/** Identifiers that stand for a variable: not a key, not a member, not a declaration. */
function freeNames(source: ts.SourceFile): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const member = ts.isPropertyAccessExpression(parent) && parent.name === node;
      if (!member && !('name' in parent && parent.name === node)) names.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const declared = new Set([...source.text.matchAll(/\b(?:const|let|import) (\w+)/g)].map((match) => match[1]!));
  return names.filter((name) => !declared.has(name));
}

/** Names that end in `Pj` or `pJ` and are given a number other than 0. */
function pricesIn(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const value = (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) && node.initializer;
    if (value && ts.isNumericLiteral(value) && Number(value.text) !== 0 && /pj$/i.test(node.name.getText(source))) {
      found.push(node.getText(source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.filter((each) => !each.startsWith('gridPerPj'));
}

/** Each cycle once, as a chain of files. */
function cycles(): string[] {
  const below = new Map(files.map((name) => [name, own.filter(({ from }) => from === name).map(({ to }) => to)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (name: string, chain: readonly string[]): void => {
    if (chain.includes(name)) {
      found.push([...chain.slice(chain.indexOf(name)), name].join(' → '));
      return;
    }
    if (done.has(name)) return;
    for (const next of below.get(name)!) visit(next, [...chain, name]);
    done.add(name);
  };
  for (const name of files) visit(name, []);
  return found;
}
