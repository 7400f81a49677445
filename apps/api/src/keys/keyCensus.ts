import type { Connection } from 'mongoose';

/** A field, or a list of them, that holds sealed texts. */
interface SealedPlace {
  collection: string;
  path: string;
}

/** Everything that is sealed. Whoever keeps something sealed is in this list, and in the one of `keys.ts`. */
const sealedPlaces: readonly SealedPlace[] = [
  { collection: 'phoneNumbers', path: 'accessToken' },
  { collection: 'phoneNumbers', path: 'undoToken' },
  { collection: 'phoneNumbers', path: 'pin' },
  { collection: 'phoneNumbers', path: 'pendingPins' },
  { collection: 'connectAttempts', path: 'accessToken' },
  { collection: 'pendingUnsubscribes', path: 'accessToken' },
  { collection: 'secondFactors', path: 'totp.secret' },
  { collection: 'secondFactors', path: 'pendingTotp.secret' },
];

export interface SealedCount {
  kid: string;
  /** `collection.path` */
  place: string;
  count: number;
}

/** How many sealed texts there are under each key, wherever they are kept. Reads whole collections: for the operator. */
export async function countSealed(connection: Connection): Promise<SealedCount[]> {
  const counted = await Promise.all(
    sealedPlaces.map(async ({ collection, path }) => {
      const field = `$${path}`;
      const groups = await connection
        .collection(collection)
        .aggregate<{ _id: string | null; count: number }>([
          { $match: { [path]: { $exists: true } } },
          { $unwind: field },
          { $match: { [path]: { $type: 'string' } } },
          // `v1.<kid>.<nonce>.<ciphertext and tag>`
          { $group: { _id: { $arrayElemAt: [{ $split: [field, '.'] }, 1] }, count: { $sum: 1 } } },
        ])
        .toArray();
      return groups.flatMap(({ _id, count }) => (_id ? [{ kid: _id, place: `${collection}.${path}`, count }] : []));
    }),
  );
  return counted.flat();
}
