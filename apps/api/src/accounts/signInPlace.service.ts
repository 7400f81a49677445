import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import { isDuplicateKey } from '../platform/errors.js';
import { placeKnownMs } from './lifetimes.js';
import type { SignInPlaceRecord } from './signInPlace.model.js';
import { placeKey, type Whereabouts } from './whereabouts.js';

/** Remembers from where people sign in, so that a mail can tell them of somewhere else. */
export function createSignInPlaceService({ places, clock }: { places: Model<SignInPlaceRecord>; clock: Clock }) {
  return {
    async knows(userId: string, where: Whereabouts): Promise<boolean> {
      return (await places.exists({ userId, key: placeKey(where) })) !== null;
    },

    /** Called after the mail about a new place is queued. */
    async note(userId: string, where: Whereabouts): Promise<void> {
      try {
        await places.updateOne({ userId, key: placeKey(where) }, { $set: { lastAt: clock.now() } }, { upsert: true });
      } catch (error) {
        // Of two sign-ins at once, the other one has noted it.
        if (!isDuplicateKey(error)) throw error;
      }
    },

    async forget(userId: string): Promise<void> {
      await places.deleteMany({ userId });
    },

    async sweep(): Promise<void> {
      await places.deleteMany({ lastAt: { $lt: later(clock.now(), -placeKnownMs) } });
    },
  };
}
export type SignInPlaceService = ReturnType<typeof createSignInPlaceService>;
