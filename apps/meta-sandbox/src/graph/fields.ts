import { GraphError, nonexistingField } from './graphError.js';

/** One field of a `fields` parameter, with what was asked of an object inside it. */
export interface FieldRequest {
  name: string;
  children: FieldRequest[];
}

export type GraphNode = Readonly<Record<string, unknown>>;

/** Reads `id,name,owner_business_info{id,name}`. Throws Meta's syntax error when the brackets do not match. */
export function parseFields(text: string): FieldRequest[] {
  const top: FieldRequest[] = [];
  const open: FieldRequest[][] = [top];
  for (const [token] of text.matchAll(/[{}]|[^{},\s]+/g)) {
    const level = open.at(-1);
    if (token === '{') {
      const parent = level?.at(-1);
      if (!parent) throw syntaxError(text);
      open.push(parent.children);
    } else if (token === '}') {
      if (open.length === 1) throw syntaxError(text);
      open.pop();
    } else {
      level?.push({ name: token, children: [] });
    }
  }
  if (open.length !== 1) throw syntaxError(text);
  return top;
}

const syntaxError = (text: string) => new GraphError(2500, `Syntax error "Unexpected end of string" in: ${text}`);

/**
 * The part of a node that was asked for. `node` has every field the node type knows; one whose value is undefined is
 * known but has nothing to say, and is left out of the answer. `id` is always there.
 */
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
  for (const { name, children } of fields) {
    if (!Object.hasOwn(node, name)) throw nonexistingField(name, nodeType);
    const value = node[name];
    if (value === undefined) continue;
    answer[name] = children.length > 0 && isNode(value) ? pick(value, nodeType, children) : value;
  }
  return answer;
}

const isNode = (value: unknown): value is GraphNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
