import type { GraphResult } from './graphFailure.js';

/**
 * Reads a node with all fields, and once more without the optional ones when Meta refuses one of them: a single unknown
 * field refuses the whole read. Meta names the field in its message.
 */
export async function readFields<T>(
  { certain, optional }: { certain: readonly string[]; optional: readonly string[] },
  read: (fields: string) => Promise<GraphResult<T>>,
): Promise<GraphResult<T>> {
  const result = await read([...certain, ...optional].join(','));
  const isOneRefused = !result.ok && optional.some((field) => result.failure.message.includes(field));
  return isOneRefused ? read(certain.join(',')) : result;
}
