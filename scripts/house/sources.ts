/** Reads the repository's TypeScript: every file with its syntax tree, its comments, and the files it imports. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { type Comment, type Node, type Program, parseSync } from 'oxc-parser';

export interface Source {
  /** From the root, with slashes: `apps/api/src/app.ts`. */
  path: string;
  lines: number;
  program: Program;
  comments: Comment[];
  /** The files and packages it imports, types included. A file of ours by its path, anything else by its name. */
  imports: string[];
  /** The line, from 1, of a place in the text. */
  lineAt(offset: number): number;
}

const isOurCode = /\.tsx?$/;
const isDeclaration = /\.d\.ts$/;
const notOurs = new Set(['node_modules', 'dist', '.next', '.git', '.turbo', 'reports']);

/** Every TypeScript file below the root, sorted, each read once. */
export function readSources(root: string, folders = ['apps', 'packages', 'scripts']): Source[] {
  const present = folders.filter((folder) => existsSync(join(root, folder)));
  const paths = present.flatMap((folder) => pathsBelow(root, folder)).sort();
  const known = new Set(paths);
  return paths.map((path) => readSource(root, path, known));
}

function pathsBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : pathsBelow(root, path);
    return isOurCode.test(path) && !isDeclaration.test(path) ? [path] : [];
  });
}

function readSource(root: string, path: string, known: Set<string>): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const { program, module, comments, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path} cannot be read: ${errors[0].message}`);
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const names = [
    ...module.staticImports.map((one) => one.moduleRequest.value),
    ...module.staticExports.flatMap((one) => one.entries.map((entry) => entry.moduleRequest?.value)),
    ...module.dynamicImports.map((one) => text.slice(one.moduleRequest.start + 1, one.moduleRequest.end - 1)),
    ...typeImports(program),
  ].filter((name) => name !== undefined);
  return {
    path,
    lines: text.endsWith('\n') ? starts.length - 1 : starts.length,
    program,
    comments,
    imports: [...new Set(names.map((name) => resolveImport(path, name, known)))],
    lineAt: (offset) => findLine(starts, offset),
  };
}

/** `import('./x.js').Name` as a type: it is in no list of imports. */
function typeImports(program: Program): string[] {
  const names: string[] = [];
  walk(program, (node) => {
    if (node.type === 'TSImportType') names.push(node.source.value);
  });
  return names;
}

/** A name as an import writes it, as a path of ours where it is one. `@/` is the root of the web. */
function resolveImport(from: string, name: string, known: Set<string>): string {
  const isOurs = name.startsWith('.') || name.startsWith('@/');
  if (!isOurs) return name;
  const plain = name.startsWith('@/') ? `apps/web/${name.slice(2)}` : posix.join(dirname(from), name);
  const stem = plain.replace(/\.jsx?$/, '');
  const found = [`${stem}.ts`, `${stem}.tsx`, `${stem}/index.ts`, plain].find((path) => known.has(path));
  return found ?? plain;
}

function findLine(starts: number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** Calls `visit` with each node and the nodes around it, outermost first. */
export function walk(node: Node, visit: (node: Node, around: Node[]) => void, around: Node[] = []): void {
  visit(node, around);
  const inside = [...around, node];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, inside);
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** What is shipped: no tests, nothing only tests use, no scripts. */
export const isProduct = (path: string): boolean =>
  /^(apps\/(api|meta-sandbox)\/src|apps\/web\/(app|components|features|lib)|packages\/[^/]+\/src)\//.test(path) &&
  !/\.test\.tsx?$/.test(path);
