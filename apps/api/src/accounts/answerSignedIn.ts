import type { SignedInReply } from '@switchboard/contracts';
import type { Response } from 'express';
import type { Clock } from '../platform/clock.js';
import { nameInLog } from '../platform/requestLog.js';
import type { AccessTokens } from './accessToken.js';
import type { KnownBrowsers } from './knownBrowser.js';
import type { RefreshCookie } from './refreshCookie.js';
import type { SessionEnds } from './sessionEnds.service.js';
import type { SignedIn } from './signIn.service.js';
import type { StorageKeyOf } from './storageKey.js';

/** Marks the browser as known, and ends the session whose cookie is replaced: nobody could log out of it. */
export type AnswerSignedIn = (res: Response, signedIn: SignedIn) => Promise<SignedInReply>;

export interface AnswerSignedInDeps {
  ends: Pick<SessionEnds, 'endReplaced'>;
  tokens: AccessTokens;
  cookie: RefreshCookie;
  browsers: KnownBrowsers;
  deriveStorageKey: StorageKeyOf;
  clock: Clock;
}

export function createAnswerSignedIn(deps: AnswerSignedInDeps): AnswerSignedIn {
  const { ends, tokens, cookie, browsers, deriveStorageKey, clock } = deps;
  return async (res, { session, ...me }) => {
    nameInLog(res, session);
    await ends.endReplaced(cookie.read(res.req), session.sessionId);
    const access = tokens.issue(session, clock.now());
    cookie.set(res, session.refreshToken, session.refreshExpiresAt);
    browsers.remember(res, me.user.email);
    res.setHeader('Cache-Control', 'no-store');
    const { token, expiresAt } = access;
    return { success: true, token, expiresAt: expiresAt.toISOString(), ...me, storageKey: deriveStorageKey(session) };
  };
}
