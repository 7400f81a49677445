import { GraphError, nonexistingField } from './graphError.js';

export interface FieldRequest {
  name: string;
  children: FieldRequest[];
  modifiers?: Record<string, string>;
}

export type GraphNode = Readonly<Record<string, unknown>>;

/** Far above what clients ask for, and safe for nested brackets. */
const maxTextLength = 10_000;

/** A field whose value depends on its modifiers, like `pricing_analytics.start(…)`. */
export type ComputedField = (asked: FieldRequest) => unknown;

/** Meta's fields that are empty here: a read that names them does not fail. */
export const emptyFields = (...names: readonly string[]): Record<string, undefined> =>
  Object.fromEntries(names.map((name) => [name, undefined]));

/**
 * Reads `id,owner_business_info{id,name},phone_numbers.limit(2){id}`. Throws Meta's syntax error for unmatched
 * brackets.
 */
export function parseFields(text: string): FieldRequest[] {
  if (text.length > maxTextLength) throw new GraphError(100, '(#100) The parameter fields is too long');
  const top: FieldRequest[] = [];
  const open: FieldRequest[][] = [top];
  const tokens = /\.\w+\(|[{}]|[\s,]+|[^{}(),.\s]+/y;
  let position = 0;
  while (position < text.length) {
    tokens.lastIndex = position;
    const [token] = tokens.exec(text) ?? [];
    if (token === undefined) throw syntaxError(text);
    const level = open.at(-1);
    const last = level?.at(-1);
    position += token.length;
    if (token === '{') {
      if (!last) throw syntaxError(text);
      open.push(last.children);
    } else if (token === '}') {
      if (open.length === 1) throw syntaxError(text);
      open.pop();
    } else if (token.startsWith('.')) {
      const end = closingBracket(text, position);
      if (!last || end === -1) throw syntaxError(text);
      modify(last, token.slice(1, -1), text.slice(position, end));
      position = end + 1;
    } else if (!/^[\s,]/.test(token)) {
      level?.push({ name: token, children: [] });
    }
  }
  if (open.length !== 1) throw syntaxError(text);
  return top;
}

/** The position of the closing bracket; -1 without one. */
function closingBracket(text: string, from: number): number {
  let depth = 1;
  for (let position = from; position < text.length; position += 1) {
    if (text[position] === '(') depth += 1;
    if (text[position] === ')') depth -= 1;
    if (depth === 0) return position;
  }
  return -1;
}

function modify(field: FieldRequest, name: string, value: string): void {
  if (name === 'fields') field.children.push(...parseFields(value));
  else field.modifiers = { ...field.modifiers, [name]: value };
}

const syntaxError = (text: string) => new GraphError(2500, `Syntax error "Unexpected end of string" in: ${text}`);

export const writeFields = (fields: readonly FieldRequest[]): string =>
  fields
    .map(({ name, children, modifiers = {} }) => {
      const behind = Object.entries(modifiers).map(([modifier, value]) => `.${modifier}(${value})`);
      return `${name}${behind.join('')}${children.length > 0 ? `{${writeFields(children)}}` : ''}`;
    })
    .join(',');

/** The requested part of a node. `node` has every field of its type; undefined marks a known field that is left out. */
export function selectFields(
  node: GraphNode,
  nodeType: string,
  requested: string | undefined,
  defaults: readonly string[],
): Record<string, unknown> {
  const fields = requested ? parseFields(requested) : defaults.map((name) => ({ name, children: [] }));
  return { ...pick(node, nodeType, fields), id: node.id };
}

function pick(node: GraphNode, nodeType: string, fields: readonly FieldRequest[]): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const field of fields) {
    const { name, children } = field;
    if (!Object.hasOwn(node, name)) throw nonexistingField(name, nodeType);
    const known = node[name];
    const value = typeof known === 'function' ? (known as ComputedField)(field) : known;
    if (value === undefined) continue;
    answer[name] = children.length > 0 ? selectPart(value, nodeType, children) : value;
  }
  return answer;
}

function selectPart(value: unknown, nodeType: string, children: readonly FieldRequest[]): unknown {
  if (Array.isArray(value)) return value.map((member) => selectPart(member, nodeType, children));
  return isNode(value) ? pick(value, nodeType, children) : value;
}

const isNode = (value: unknown): value is GraphNode => typeof value === 'object' && value !== null;
