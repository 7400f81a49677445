import type { SealedCount } from './keyCensus.js';
import type { KeyHolderRecord } from './keyring.model.js';

export interface KeyFacts {
  /** The id of the key that seals; null: nothing was sealed yet. */
  sealing: string | null;
  /** The ids of keys that sealed before. */
  former: readonly string[];
  sealed: readonly SealedCount[];
  /** Live processes that say which keys they have. */
  holders: readonly KeyHolderRecord[];
  /** The ids of live processes. */
  running: readonly string[];
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
  const silent = findSilent(facts).length;
  return [
    ...kids.map((kid) => lineOf(kid, facts)),
    ...kids.flatMap((kid) => adviceOn(kid, facts)),
    ...(silent > 0
      ? [
          silent === 1
            ? '1 running process does not say which keys it has: it is of an earlier version, or ended a moment ago. Until it is gone no other key begins to seal'
            : `${silent} running processes do not say which keys they have: they are of an earlier version, or ended a moment ago. Until they are gone no other key begins to seal`,
        ]
      : []),
    ...(odd > 0
      ? [`${odd} of ${countRunning(facts)} processes: the key in front is another one than the others know by its id`]
      : []),
  ];
}

/** Those that hold every other key back. */
function findSilent({ holders, running }: KeyFacts): string[] {
  const known = new Set(holders.map(({ _id }) => _id));
  return running.filter((id) => !known.has(id));
}

const countRunning = (facts: KeyFacts): number => facts.holders.length + findSilent(facts).length;

function lineOf(kid: string, facts: KeyFacts): string {
  const { sealing, sealed, holders, mine } = facts;
  const places = sealed.filter((one) => one.kid === kid);
  const total = totalOf(kid, sealed);
  const detail = places.length > 0 ? ` (${places.map(({ place, count }) => `${place} ${count}`).join(', ')})` : '';
  const opens = holders.filter(({ kids }) => kids.includes(kid)).length;
  return [
    `${kid}: ${kid === sealing ? 'seals' : 'does not seal'}`,
    `${total} sealed ${total === 1 ? 'text' : 'texts'}${detail}`,
    `${opens} of ${countRunning(facts)} running processes can open with it`,
    mine.includes(kid) ? 'in this TOKEN_ENCRYPTION_KEYS' : 'not in this TOKEN_ENCRYPTION_KEYS',
  ].join('; ');
}

function adviceOn(kid: string, facts: KeyFacts): string[] {
  const { sealing, former, sealed, holders } = facts;
  if (kid === sealing || sealing === null) return [];
  const inFront = holders.filter(({ front }) => front === kid).length;
  if (inFront > 0)
    return [`${kid} seals once it is in front in all processes: it is in ${inFront} of ${countRunning(facts)}`];
  const isHeld = holders.some(({ kids }) => kids.includes(kid));
  // One that never sealed is new, and waits to be put in front.
  return former.includes(kid) && totalOf(kid, sealed) === 0 && isHeld
    ? [`nothing is sealed under ${kid}: an older key may be taken away, once no backup is needed that was made before`]
    : [];
}

const totalOf = (kid: string, sealed: readonly SealedCount[]): number =>
  sealed.filter((one) => one.kid === kid).reduce((sum, { count }) => sum + count, 0);
