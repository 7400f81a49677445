import { GraphError } from './graphError.js';
import type { GraphParams } from './graphRequest.js';

export function listIn(params: GraphParams, name: string): string[] {
  const value = params.value(name);
  if (value === undefined || value === '') return [];
  const list = typeof value === 'string' && !value.trim().startsWith('[') ? value.split(',') : params.structure(name);
  if (!Array.isArray(list)) throw new GraphError(100, `(#100) Param ${name} must be an array.`);
  return list.map((word) => String(word).trim());
}

export function choicesIn(params: GraphParams, name: string, words: readonly string[]): string[] {
  const chosen = listIn(params, name).map((word) => word.toUpperCase());
  const wrong = chosen.findIndex((word) => !words.includes(word));
  if (wrong === -1) return chosen;
  throw new GraphError(100, `(#100) Param ${name}[${wrong}] must be one of {${words.join(', ')}}`);
}
