import type { SealedCount } from './keyCensus.js';
import type { KeyHolderRecord } from './keyring.model.js';

export interface KeyFacts {
  /** The id of the key that seals; null: nothing was sealed yet. */
  sealing: string | null;
  sealed: readonly SealedCount[];
  /** Live processes. */
  holders: readonly KeyHolderRecord[];
  /** The ids of the keys in the setting of whoever asks. */
  mine: readonly string[];
}

/** What is sealed under which key and who can open it, one line a key; then what may be done. Pure. */
export function reportKeys(facts: KeyFacts): string[] {
  const { sealing, sealed, holders, mine } = facts;
  const kids = [
    ...new Set([
      ...(sealing ? [sealing] : []),
      ...mine,
      ...holders.flatMap((one) => one.kids),
      ...sealed.map((one) => one.kid),
    ]),
  ];
  const odd = holders.filter(({ front }) => front === null).length;
  return [
    ...kids.map((kid) => lineOf(kid, facts)),
    ...kids.flatMap((kid) => adviceOn(kid, facts)),
    ...(odd > 0
      ? [`${odd} of ${holders.length} processes: the key in front is another one than the others know by its id`]
      : []),
  ];
}

function lineOf(kid: string, { sealing, sealed, holders, mine }: KeyFacts): string {
  const places = sealed.filter((one) => one.kid === kid);
  const total = totalOf(kid, sealed);
  const detail = places.length > 0 ? ` (${places.map(({ place, count }) => `${place} ${count}`).join(', ')})` : '';
  const opens = holders.filter(({ kids }) => kids.includes(kid)).length;
  return [
    `${kid}: ${kid === sealing ? 'seals' : 'does not seal'}`,
    `${total} sealed ${total === 1 ? 'text' : 'texts'}${detail}`,
    `${opens} of ${holders.length} running processes can open with it`,
    mine.includes(kid) ? 'in this TOKEN_ENCRYPTION_KEYS' : 'not in this TOKEN_ENCRYPTION_KEYS',
  ].join('; ');
}

function adviceOn(kid: string, { sealing, sealed, holders }: KeyFacts): string[] {
  if (kid === sealing || sealing === null) return [];
  const inFront = holders.filter(({ front }) => front === kid).length;
  if (inFront > 0)
    return [`${kid} seals once it is in front in all processes: it is in ${inFront} of ${holders.length}`];
  const isHeld = holders.some(({ kids }) => kids.includes(kid));
  return totalOf(kid, sealed) === 0 && isHeld
    ? [`nothing is sealed under ${kid}: an older key may be taken away, once no backup is needed that was made before`]
    : [];
}

const totalOf = (kid: string, sealed: readonly SealedCount[]): number =>
  sealed.filter((one) => one.kid === kid).reduce((sum, { count }) => sum + count, 0);
