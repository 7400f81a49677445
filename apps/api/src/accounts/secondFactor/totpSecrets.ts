import type { Model } from 'mongoose';
import { AppError } from '../../platform/errors.js';
import type { Sealer } from '../../platform/sealer.js';
import type { SecondFactorRecord } from './secondFactor.model.js';

export interface TotpSecretsDeps {
  factors: Model<SecondFactorRecord>;
  sealer: Sealer;
}

/** Secrets of authenticator apps, sealed and bound to the person. */
export function createTotpSecrets({ factors, sealer }: TotpSecretsDeps) {
  const toBinding = (userId: string) => ['second-factor', 'totp', userId];

  /** @throws AppError `internal` while this process may not seal: another one may */
  function seal(secret: string, userId: string): string {
    try {
      return sealer.seal(secret, toBinding(userId));
    } catch (error) {
      throw new AppError('internal', { cause: error });
    }
  }

  /** @throws AppError `internal` when a key is missing: the person can use another method */
  function open(sealed: string, userId: string): string {
    const opened = sealer.open(sealed, toBinding(userId));
    if (opened.ok) return opened.plaintext;
    throw new AppError('internal', {
      message: 'Codes of your app cannot be checked at the moment. Use a passkey or a recovery code.',
      cause: new Error(`The secret of an authenticator app cannot be opened: ${opened.reason}`),
    });
  }

  return {
    seal,
    open,

    /** Seals anew what an older key sealed. Safe in several processes. @returns how many. */
    async reseal(): Promise<number> {
      let moved = 0;
      for (const path of ['totp.secret', 'pendingTotp.secret'] as const) {
        const rows = factors.find({ [path]: { $exists: true } }).lean<SecondFactorRecord[]>();
        for await (const row of rows.cursor()) {
          const { userId, totp, pendingTotp } = row as SecondFactorRecord;
          const sealed = path === 'totp.secret' ? totp?.secret : pendingTotp?.secret;
          if (!sealed || sealer.isCurrent(sealed)) continue;
          const opened = sealer.open(sealed, toBinding(userId));
          // It waits until its key is back.
          if (!opened.ok) continue;
          const next = seal(opened.plaintext, userId);
          const { modifiedCount } = await factors.updateOne({ userId, [path]: sealed }, { $set: { [path]: next } });
          moved += modifiedCount;
        }
      }
      return moved;
    },
  };
}
export type TotpSecrets = ReturnType<typeof createTotpSecrets>;
