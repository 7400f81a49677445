import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey } from '../platform/errors.js';
import type { KeyringRecord } from './keyring.model.js';

const ofInstallation = 'sealing';

/** What all processes agree on about keys, as the database keeps it. */
export function createKeyring(keyrings: Model<KeyringRecord>, clock: Clock) {
  const read = async (): Promise<KeyringRecord> =>
    (await keyrings.findOne({ _id: ofInstallation }).lean<KeyringRecord>()) ?? { _id: ofInstallation };

  return {
    read,

    /** Keeps the print of each key whose id is new here. Of two processes with another key under one id the first one counts. */
    async learn(prints: ReadonlyMap<string, string>): Promise<KeyringRecord> {
      const known = await read();
      const unknown = [...prints].filter(([kid]) => !Object.hasOwn(known.prints ?? {}, kid));
      for (const [kid, print] of unknown) {
        const path = `prints.${kid}`;
        await keyrings
          .updateOne({ _id: ofInstallation, [path]: { $exists: false } }, { $set: { [path]: print } }, { upsert: true })
          .catch((error: unknown) => {
            // Another process was first.
            if (!isDuplicateKey(error)) throw error;
          });
      }
      return unknown.length > 0 ? read() : known;
    },

    /** Has another key seal, where `from` still does. @returns whether this call did it. */
    async move(from: string | null, to: string): Promise<boolean> {
      const still = { _id: ofInstallation, kid: from ?? { $exists: false } };
      const former = from === null ? {} : { $addToSet: { former: from } };
      const change = { $set: { kid: to, since: clock.now() }, ...former };
      try {
        const { modifiedCount, upsertedCount } = await keyrings.updateOne(still, change, { upsert: from === null });
        return modifiedCount + upsertedCount > 0;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
export type Keyring = ReturnType<typeof createKeyring>;
