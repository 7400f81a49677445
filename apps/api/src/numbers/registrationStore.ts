import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { maxPendingPins } from './limits.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';
import { maxTries, toRegistration, triesWindowMs } from './registrationLimit.js';
import type { OnMoved, TokenVault } from './tokenVault.js';

export interface RegistrationStoreDeps {
  numbers: Model<PhoneNumberRecord>;
  vault: TokenVault;
  clock: Clock;
}

export interface NumberKey {
  accountId: string;
  phoneNumberId: string;
}

export interface KeptPin {
  pin: string;
  sealed: string;
  isPending: boolean;
}

const unreadable = () =>
  new AppError('token_unreadable', {
    message: 'The stored PIN cannot be opened: the key it was sealed with is not there any more. Set a new PIN.',
  });

export function createRegistrationStore({ numbers, vault, clock }: RegistrationStoreDeps) {
  const toContext = ({ accountId, phoneNumberId }: NumberKey) => ({
    purpose: 'pin' as const,
    accountId,
    phoneNumberId,
  });
  const toKey = ({ accountId, phoneNumberId }: NumberKey): NumberKey => ({ accountId, phoneNumberId });

  function open(key: NumberKey, sealed: string): string {
    try {
      return vault.open(sealed, toContext(key));
    } catch (error) {
      // Without its key it may be the right one all the same.
      throw error instanceof AppError && error.code === 'token_unreadable' ? unreadable() : error;
    }
  }

  async function unreveal(key: NumberKey): Promise<void> {
    await numbers.updateOne({ ...toKey(key), pinState: 'shown' }, { $set: { pinState: 'sealed' } });
  }

  return {
    /** The PINs that may be the right one, the likeliest first: what Meta was asked last, then what it took before. */
    async pins(key: NumberKey): Promise<KeptPin[]> {
      const row = await numbers.findOne(toKey(key)).select('+pin +pendingPins').lean<PhoneNumberRecord>();
      const pending = [...(row?.pendingPins ?? [])].reverse();
      return [
        ...pending.map((sealed) => ({ pin: open(key, sealed), sealed, isPending: true })),
        ...(row?.pin ? [{ pin: open(key, row.pin), sealed: row.pin, isPending: false }] : []),
      ];
    },

    /** Keeps a PIN that Meta is about to be asked to take: durable before Meta hears of it. */
    async propose(key: NumberKey, pin: string): Promise<KeptPin> {
      const sealed = vault.seal(pin, toContext(key));
      await numbers.updateOne(toKey(key), { $push: { pendingPins: { $each: [sealed], $slice: -maxPendingPins } } });
      return { pin, sealed, isPending: true };
    },

    async taken(key: NumberKey, { sealed, isPending }: KeptPin, isKnownToOwner: boolean): Promise<void> {
      const change = isPending
        ? { pin: sealed, pinState: isKnownToOwner ? ('shown' as const) : ('sealed' as const) }
        : {};
      await numbers.updateOne(toKey(key), { $set: change, $unset: { pendingPins: 1 } });
    },

    /** Meta has clearly refused it. One that it took before stays: the owner may want to see it. */
    async refused(key: NumberKey, { sealed, isPending }: KeptPin): Promise<void> {
      if (isPending) await numbers.updateOne(toKey(key), { $pull: { pendingPins: sealed } });
    },

    /** Counts one try before Meta is asked. @throws AppError `registration_limited`, after ten in 72 hours. */
    async takeTry(key: NumberKey): Promise<void> {
      const now = clock.now();
      // Newest first and ten at most, so the last one tells whether there is room.
      const tenth = `registrationTries.${maxTries - 1}`;
      const counted = await numbers.updateOne(
        {
          ...toKey(key),
          isActive: true,
          $and: [
            { $or: [{ [tenth]: { $exists: false } }, { [tenth]: { $lte: later(now, -triesWindowMs) } }] },
            {
              $or: [{ registrationBlockedUntil: { $exists: false } }, { registrationBlockedUntil: { $lte: now } }],
            },
          ],
        },
        { $push: { registrationTries: { $each: [now], $position: 0, $slice: maxTries } } },
      );
      if (counted.modifiedCount > 0) return;
      const row = await numbers.findOne({ ...toKey(key), isActive: true }).lean<PhoneNumberRecord>();
      if (!row) throw new AppError('number_not_found');
      throw limited(toRegistration(row, now).nextTryFreeAt, now);
    },

    /** Meta counts differently, or somebody registered it elsewhere: its no holds for 72 hours (meta-platform 6). */
    async block(key: NumberKey): Promise<AppError> {
      const now = clock.now();
      const until = later(now, triesWindowMs);
      await numbers.updateOne(toKey(key), { $max: { registrationBlockedUntil: until } });
      return limited(until.toISOString(), now);
    },

    /** Takes the one right to see the PIN. @throws AppError `pin_not_kept`, `pin_already_shown`, `token_unreadable`. */
    async reveal(key: NumberKey): Promise<string> {
      const row = await numbers
        .findOneAndUpdate(
          { ...toKey(key), pinState: 'sealed' },
          { $set: { pinState: 'shown' } },
          { returnDocument: 'after' },
        )
        .select('+pin')
        .lean<PhoneNumberRecord>();
      if (row?.pin) {
        try {
          return open(key, row.pin);
        } catch (error) {
          await unreveal(key);
          throw error;
        }
      }
      const known = await numbers.findOne(toKey(key)).lean<PhoneNumberRecord>();
      if (!known) throw new AppError('number_not_found');
      throw new AppError(known.pinState === 'shown' ? 'pin_already_shown' : 'pin_not_kept');
    },

    unreveal,

    async shown(key: NumberKey): Promise<void> {
      await numbers.updateOne({ ...toKey(key), pinState: 'sealed' }, { $set: { pinState: 'shown' } });
    },

    /** Seals PINs that are under an older key again, under the active one. @returns how many it moved. */
    async reseal(onMoved: OnMoved): Promise<number> {
      const kept = numbers
        .find({ pin: { $exists: true, ...vault.isOlder } })
        .select('+pin')
        .lean<PhoneNumberRecord[]>()
        .cursor();
      const pending = numbers
        .find({ pendingPins: { $elemMatch: vault.isOlder } })
        .select('+pendingPins')
        .lean<PhoneNumberRecord[]>()
        .cursor();
      const inKept = await vault.resealEach(
        each(kept, ({ pin }) => (pin ? [pin] : [])),
        toContext,
        ({ accountId, phoneNumberId, accessToken: pin }, resealed) =>
          numbers.updateOne({ accountId, phoneNumberId, pin }, { $set: { pin: resealed } }),
        onMoved,
      );
      const inPending = await vault.resealEach(
        each(pending, ({ pendingPins }) => pendingPins ?? []),
        toContext,
        ({ accountId, phoneNumberId, accessToken: sealed }, resealed) =>
          numbers.updateOne({ accountId, phoneNumberId, pendingPins: sealed }, { $set: { 'pendingPins.$': resealed } }),
        onMoved,
      );
      return inKept + inPending;
    },
  };
}
export type RegistrationStore = ReturnType<typeof createRegistrationStore>;

function limited(freeAt: string | null, now: Date): AppError {
  const waitMs = freeAt ? Date.parse(freeAt) - now.getTime() : 0;
  return new AppError('registration_limited', {
    details: { freeAt },
    ...(waitMs > 0 ? { retryAfterSeconds: Math.ceil(waitMs / 1000) } : {}),
  });
}

async function* each(
  rows: AsyncIterable<PhoneNumberRecord>,
  sealedIn: (row: PhoneNumberRecord) => string[],
): AsyncGenerator<NumberKey & { accessToken: string }> {
  for await (const row of rows) {
    const { accountId, phoneNumberId } = row;
    for (const accessToken of sealedIn(row)) yield { accountId, phoneNumberId, accessToken };
  }
}
