import type { Request } from 'express';
import type { Connection } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { ReadBudget } from '../platform/readBudget.js';
import { createAccessTokens, deriveKey } from './accessToken.js';
import { accountModel } from './account.model.js';
import { createAccountService } from './account.service.js';
import { accountRoutes, authRoutes, invitationRoutes } from './accounts.routes.js';
import { auditModel } from './audit.model.js';
import { createAuditService } from './audit.service.js';
import { createAnswerSignedIn, createAuthController } from './auth.controller.js';
import { createAuthService } from './auth.service.js';
import { invitationModel } from './invitation.model.js';
import { createKnownBrowsers } from './knownBrowser.js';
import { membershipModel } from './membership.model.js';
import { createRefreshCookie } from './refreshCookie.js';
import { bearerClaims, createRequireAuth, type HeavyRead, signedOf } from './requireAuth.js';
import { createSafetyController } from './safety.controller.js';
import { sessionModel } from './session.model.js';
import { createSessionService } from './session.service.js';
import { createTeamController } from './team.controller.js';
import { createTeamService } from './team.service.js';
import { userModel } from './user.model.js';

/** The collections of accounts and their people. Made before their indexes are built. */
export const accountModels = (connection: Connection) => ({
  accounts: accountModel(connection),
  users: userModel(connection),
  memberships: membershipModel(connection),
  sessions: sessionModel(connection),
  invitations: invitationModel(connection),
  audit: auditModel(connection),
});

export interface AccountsDeps {
  models: ReturnType<typeof accountModels>;
  jwtSecret: string;
  frontendUrl: string;
  rateLimits: RateLimits;
  /** How much each session and account may read. */
  reads: ReadBudget;
  clock: Clock;
  onSessionsEnded: (sessionIds: string[]) => void;
}

/** Wires accounts, the people in them, and what keeps them signed in. */
export function createAccounts(deps: AccountsDeps) {
  const { models, jwtSecret, frontendUrl, rateLimits, reads, clock, onSessionsEnded } = deps;
  const sessions = createSessionService({
    ...models,
    clock,
    refreshKey: deriveKey(jwtSecret, 'refresh-token'),
    onEnded: onSessionsEnded,
  });
  const tokens = createAccessTokens(jwtSecret);
  const cookie = createRefreshCookie(frontendUrl);
  const accounts = createAccountService(models);
  const audit = createAuditService({ ...models, clock });
  const auth = createAuthService({ ...models, sessions, audit, rateLimits });
  const team = createTeamService({ ...models, sessions, auth, audit, rateLimits, clock, frontendUrl });
  /** For questions that take long; see `ReadBudget`. After `requireAuth`. */
  const heavyRead: HeavyRead = (units) => reads.heavy(signedOf, units);
  const requireAuth = createRequireAuth({ tokens, sessions, reads, clock });

  const browsers = createKnownBrowsers(deriveKey(jwtSecret, 'known-browser'), frontendUrl);
  const signing = { auth, sessions, tokens, cookie, browsers, clock };
  const authController = createAuthController(signing);
  const teamController = createTeamController(team, createAnswerSignedIn(signing), cookie);
  const safetyController = createSafetyController({ accounts, audit });

  return {
    accounts,
    sessions,
    audit,
    requireAuth,
    heavyRead,
    requireSameSite: cookie.requireSameSite,

    /** The accounts a browser is signed in to, by its access token and by its refresh cookie. */
    async signedInAccounts(req: Request): Promise<string[]> {
      const [claims, refreshToken] = [bearerClaims(req, tokens, clock.now()), cookie.read(req)];
      const signed = claims && (await sessions.check(claims));
      const renewable = refreshToken && (await sessions.accountOfRefreshToken(refreshToken));
      return [signed?.accountId, renewable].flatMap((accountId) => accountId || []);
    },

    routes: {
      auth: authRoutes(authController, requireAuth),
      account: accountRoutes(authController, teamController, safetyController, { requireAuth, heavyRead }),
      invitations: invitationRoutes(teamController),
    },
    async sweep(): Promise<void> {
      await Promise.all([sessions.sweep(), team.sweep()]);
    },
  };
}
export type Accounts = ReturnType<typeof createAccounts>;
