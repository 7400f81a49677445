/** What can be counted in a file about how it is to read. Pure: from syntax trees to numbers and names. */
import type { Node } from 'oxc-parser';
import { type Source, walk } from './sources.js';

/** From how many lines on a function is long. */
export const LONG_CLOSURE = 150;

export interface Closure {
  path: string;
  name: string;
  lines: number;
  /** What stands beside it as the reason for its length (`Long because: …`), where there is one. */
  reason?: string;
}

export interface Measures {
  lines: number;
  commentLines: number;
  longClosures: Closure[];
  /** The names of the `…Deps` that ask for eight fields or more. */
  wideDeps: string[];
  /** Fields of a `…Deps` by which something is told that has happened: `onAttempt`, `tellArrival`. */
  callbacks: string[];
  /** The lines that compare a role with a word, instead of asking the policy. */
  roleChecks: number[];
  /** Sentences in English that are written out in code. */
  sentences: string[];
}

export function measure(source: Source): Measures {
  const found: Measures = {
    lines: source.lines,
    commentLines: countCommentLines(source),
    longClosures: [],
    wideDeps: [],
    callbacks: [],
    roleChecks: [],
    sentences: [],
  };
  walk(source.program, (node, around) => {
    const closure = findClosure(source, node, around);
    if (closure && closure.lines > LONG_CLOSURE) found.longClosures.push(closure);
    const deps = findDeps(node);
    if (deps && deps.fields.length >= 8) found.wideDeps.push(deps.name);
    if (deps) found.callbacks.push(...deps.fields.filter(isCallback).map((field) => `${deps.name}.${findName(field)}`));
    if (isRoleCheck(node)) found.roleChecks.push(source.lineAt(node.start));
    const text = readText(node);
    if (text !== undefined && isSentence(text) && !isForUs(around)) found.sentences.push(text);
  });
  return found;
}

function countCommentLines({ comments, lineAt }: Source): number {
  const lines = new Set<number>();
  for (const { start, end } of comments) for (let line = lineAt(start); line <= lineAt(end); line += 1) lines.add(line);
  return lines.size;
}

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

function findClosure(source: Source, node: Node, around: Node[]): Closure | undefined {
  if (!functionTypes.has(node.type)) return undefined;
  const from = source.lineAt(node.start);
  const name = 'id' in node && findName(node) ? findName(node) : (around.map(findName).findLast(Boolean) ?? 'unnamed');
  const statement = around.findLast((one) => one.type === 'Program' || one.type === 'BlockStatement');
  const outermost = statement ? (around[around.indexOf(statement) + 1] ?? node) : node;
  return {
    path: source.path,
    name: name ?? 'unnamed',
    lines: source.lineAt(node.end) - from + 1,
    reason: reasonAbove(source, source.lineAt(outermost.start)),
  };
}

function reasonAbove({ comments, lineAt }: Source, line: number): string | undefined {
  const above = comments.findLast((comment) => lineAt(comment.end) === line - 1);
  return above && /Long because: (\S.{20,})/.exec(above.value)?.[1]?.trim();
}

function findName(node: Node): string | undefined {
  const named = ('id' in node && node.id) || ('key' in node && node.key);
  return named && typeof named === 'object' && 'name' in named && typeof named.name === 'string'
    ? named.name
    : undefined;
}

function findDeps(node: Node): { name: string; fields: Node[] } | undefined {
  const name = findName(node);
  if (!name?.endsWith('Deps')) return undefined;
  if (node.type === 'TSInterfaceDeclaration') return { name, fields: node.body.body };
  if (node.type !== 'TSTypeAliasDeclaration') return undefined;
  return node.typeAnnotation.type === 'TSTypeLiteral' ? { name, fields: node.typeAnnotation.members } : undefined;
}

const tellsSomebody = /^(on|tell|told|notify|emit|announce|after)[A-Z]/;

function isCallback(field: Node): boolean {
  if (!tellsSomebody.test(findName(field) ?? '')) return false;
  if (field.type === 'TSMethodSignature') return isNothing(field.returnType?.typeAnnotation);
  if (field.type !== 'TSPropertySignature') return false;
  const type = field.typeAnnotation?.typeAnnotation;
  return type?.type === 'TSFunctionType' && isNothing(type.returnType?.typeAnnotation);
}

/** `void`, a promise of it, or either of the two. */
function isNothing(type: Node | null | undefined): boolean {
  if (!type) return false;
  if (type.type === 'TSVoidKeyword' || type.type === 'TSUnknownKeyword') return true;
  if (type.type === 'TSUnionType') return type.types.every(isNothing);
  return type.type === 'TSTypeReference' && (type.typeArguments?.params ?? []).every(isNothing);
}

function isRoleCheck(node: Node): boolean {
  if (node.type !== 'BinaryExpression' || !/^[!=]==$/.test(node.operator)) return false;
  const sides: Node[] = [node.left, node.right];
  const isRole = (side: Node) => side.type === 'Literal' && (side.value === 'owner' || side.value === 'member');
  const ofRole = (side: Node) =>
    (side.type === 'Identifier' && side.name === 'role') ||
    (side.type === 'MemberExpression' && side.property.type === 'Identifier' && side.property.name === 'role');
  return sides.some(isRole) && sides.some(ofRole);
}

function readText(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  return node.type === 'TemplateLiteral' ? node.quasis.map((part) => part.value.raw).join('…') : undefined;
}

/** A person could be meant to read it: it starts like a sentence, ends like one, and has four words or more. */
const isSentence = (text: string): boolean => /^[A-Z…][^\n]*[.?!]$/s.test(text.trim()) && /(\S+\s+){3}\S/.test(text);

/** What is thrown as a plain error is read by us, in the log. */
const isForUs = (around: Node[]): boolean =>
  around.some((node) => node.type === 'NewExpression' && /Error$/.test(callee(node.callee)));
const callee = (node: Node): string => (node.type === 'Identifier' ? node.name : '');
