import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import { isDuplicateKey } from '../platform/errors.js';
import { placeKnownMs } from './lifetimes.js';
import type { SignInPlaceRecord } from './signInPlace.model.js';
import { placeKey, type Whereabouts } from './whereabouts.js';

/** Remembers from where people sign in, to tell them of a sign-in from somewhere else. */
export function createSignInPlaceService({ places, clock }: { places: Model<SignInPlaceRecord>; clock: Clock }) {
  return {
    /** Whether a person has signed in from there before. */
    async knows(userId: string, where: Whereabouts): Promise<boolean> {
      return (await places.exists({ userId, key: placeKey(where) })) !== null;
    },

    /** Remembers a place. After whoever has to be told of a new one was told. */
    async note(userId: string, where: Whereabouts): Promise<void> {
      try {
        await places.updateOne({ userId, key: placeKey(where) }, { $set: { lastAt: clock.now() } }, { upsert: true });
      } catch (error) {
        // Two sign-ins at the same moment: the other one has noted it.
        if (!isDuplicateKey(error)) throw error;
      }
    },

    /** Forgets where a person signed in: after they are gone. */
    async forget(userId: string): Promise<void> {
      await places.deleteMany({ userId });
    },

    async sweep(): Promise<void> {
      await places.deleteMany({ lastAt: { $lt: later(clock.now(), -placeKnownMs) } });
    },
  };
}
export type SignInPlaceService = ReturnType<typeof createSignInPlaceService>;
