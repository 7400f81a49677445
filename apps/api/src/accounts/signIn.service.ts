import type { Me } from '@switchboard/contracts';
import { idFrom } from '../platform/ids.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import type { ProfileService } from './profile.service.js';
import type { OpenedSession, SessionService } from './session.service.js';
import type { SignInPlaceService } from './signInPlace.service.js';
import { placeKey, placeWords, type Whereabouts } from './whereabouts.js';

export interface SignInDeps {
  sessions: Pick<SessionService, 'open' | 'renew'>;
  places: SignInPlaceService;
  profiles: Pick<ProfileService, 'describe'>;
  mails: AccountMails;
  audit: AuditService;
}

export interface SignedInAs {
  userId: string;
  accountId: string;
}

/** What the reply and the cookie are made of. */
export interface SignedIn extends Me {
  session: OpenedSession;
}

/** Opens sessions for people who have shown who they are, by whichever sign-in method. */
export function createSignInService({ sessions, places, profiles, mails, audit }: SignInDeps) {
  const signedIn = async (session: OpenedSession): Promise<SignedIn> => ({
    session,
    ...(await profiles.describe(session)),
  });

  const notifyOfNewPlace = (userId: string, where: Whereabouts) =>
    mails.notify({
      id: idFrom('mail', userId, 'place', placeKey(where)),
      userId,
      subject: 'You logged in to Switchboard from somewhere new',
      paragraphs: [
        `There was a log-in with your password from somewhere we did not know: ${placeWords(where)}.`,
        'If it was you, there is nothing to do. If not, change your password now, and end what you do not know under Settings, Profile, Where you are signed in.',
      ],
    });

  return {
    /** For new members: everywhere is new to them, and no mail says so. */
    async signInFirst(who: SignedInAs, where: Whereabouts): Promise<SignedIn> {
      await places.note(who.userId, where);
      return signedIn(await sessions.open(who, where));
    },

    /** Recorded, and mailed to the person where they never signed in from there. */
    async signIn(who: SignedInAs, where: Whereabouts): Promise<SignedIn> {
      const { userId, accountId } = who;
      const isNew = !(await places.knows(userId, where));
      const session = await sessions.open({ userId, accountId }, where);
      const from = placeWords(where);
      const text = isNew ? `Logged in from somewhere new: ${from}.` : `Logged in with ${from}.`;
      await audit.record({ accountId, action: 'session.signed_in', text, userId, address: where.address });
      if (isNew) await notifyOfNewPlace(userId, where);
      await places.note(userId, where);
      return signedIn(session);
    },

    renew: async (refreshToken: string, address: string): Promise<SignedIn> =>
      signedIn(await sessions.renew(refreshToken, address)),
  };
}
export type SignInService = ReturnType<typeof createSignInService>;
