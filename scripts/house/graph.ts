/** The files and what they import, as a graph. Pure. */
import type { Source } from './sources.js';

/** Every circle of files that import each other, by type or by value, each sorted. */
export function findCircles(sources: readonly Pick<Source, 'path' | 'imports'>[]): string[][] {
  const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
  const indexes = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const circles: string[][] = [];

  // Tarjan's strongly connected components: one walk over every import.
  function visit(path: string): number {
    const index = indexes.size;
    indexes.set(path, index);
    let low = index;
    stack.push(path);
    onStack.add(path);
    for (const next of importsOf.get(path) ?? []) {
      if (!importsOf.has(next)) continue;
      if (!indexes.has(next)) low = Math.min(low, visit(next));
      else if (onStack.has(next)) low = Math.min(low, indexes.get(next) ?? low);
    }
    if (low === index) closeCircle(path);
    return low;
  }

  function closeCircle(path: string): void {
    const members = stack.splice(stack.indexOf(path));
    for (const member of members) onStack.delete(member);
    if (members.length > 1 || importsOf.get(path)?.includes(path)) circles.push(members.sort());
  }

  for (const { path } of sources) if (!indexes.has(path)) visit(path);
  return circles.sort((a, b) => (a.join() < b.join() ? -1 : 1));
}
