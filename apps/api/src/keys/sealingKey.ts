import type { KeyHolderRecord } from './keyring.model.js';

type Announced = Pick<KeyHolderRecord, '_id' | 'front'>;

/**
 * The key that is to seal. Pure. It is another one only when every live process has said that it has that one in front: all can
 * open with it then, and none goes on sealing with the one before.
 *
 * @param current what seals; null: nothing does yet.
 * @param announced what each live process has said.
 * @param running the ids of live processes; of an earlier version, or one that has just started, nothing may be known.
 */
export function nextSealingKey(
  current: string | null,
  announced: readonly Announced[],
  running: readonly string[],
): string | null {
  const known = new Set(announced.map(({ _id }) => _id));
  if (running.some((id) => !known.has(id))) return current;
  const fronts = new Set(announced.map(({ front }) => front));
  const [wanted = null] = fronts;
  return fronts.size === 1 && wanted !== null ? wanted : current;
}

/** The ids of keys of this process that are others than those known by these ids. Pure. */
export const strangeKeys = (
  mine: ReadonlyMap<string, string>,
  known: Readonly<Record<string, string>> = {},
): string[] => [...mine].flatMap(([kid, print]) => (Object.hasOwn(known, kid) && known[kid] !== print ? [kid] : []));
