import type { SecondFactorPolicy } from '@switchboard/contracts';
import type { Request } from 'express';
import type { Connection } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { MailQueue } from '../platform/mailQueue.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { ReadBudget } from '../platform/readBudget.js';
import type { Sealer } from '../platform/sealer.js';
import { type AccessClaims, createAccessTokens, deriveKey } from './accessToken.js';
import { accountModel } from './account.model.js';
import { createAccountService } from './account.service.js';
import { createAccountMails } from './accountMails.js';
import { accountRoutes, authRoutes, invitationRoutes } from './accounts.routes.js';
import { createAnswerSignedIn } from './answerSignedIn.js';
import { auditModel } from './audit.model.js';
import { createAuditService } from './audit.service.js';
import { createAuthController } from './auth.controller.js';
import { createEmailService } from './email.service.js';
import { invitationModel } from './invitation.model.js';
import { createInvitationService } from './invitation.service.js';
import { createInvitationStore } from './invitationStore.js';
import { createInvitationTokens } from './invitationTokens.js';
import { createJoiningService } from './joining.service.js';
import { createKnownBrowsers } from './knownBrowser.js';
import { createLogInService } from './logIn.service.js';
import { createLoginLimits } from './loginLimits.js';
import { createLogOut } from './logOut.service.js';
import { mailedLinkModel } from './mailedLink.model.js';
import { createMailedLinkService } from './mailedLink.service.js';
import { membershipModel } from './membership.model.js';
import { createMount } from './mount.js';
import { createAddMember } from './newMember.js';
import { createNewPasswordService } from './newPassword.service.js';
import { createProfileController } from './profile.controller.js';
import { createProfileService } from './profile.service.js';
import { createRecoveryController } from './recovery.controller.js';
import { createRecoveryService } from './recovery.service.js';
import { createRefreshCookie } from './refreshCookie.js';
import { createRefreshTokens } from './refreshTokens.js';
import { bearerClaims, createRequireMay, getPrincipal, type HeavyRead, type ServiceTokens } from './requireMay.js';
import { createRoleService } from './role.service.js';
import { createSetRole } from './roleChange.js';
import { createSafetyController } from './safety.controller.js';
import { createAccountSecurity } from './secondFactor/accountSecurity.service.js';
import { createAskSecondStep } from './secondFactor/askSecondStep.js';
import { createBrowserCookie } from './secondFactor/browserCookie.js';
import { challengeModel } from './secondFactor/challenge.model.js';
import { createChallenges } from './secondFactor/challenges.js';
import { createFactorChanges } from './secondFactor/factorChanges.js';
import { createFactorCheck } from './secondFactor/factorCheck.service.js';
import { createFactorNews, type NotifySafety } from './secondFactor/factorNews.js';
import { createFactorRule } from './secondFactor/factorRule.js';
import { createFactorTally } from './secondFactor/factorTally.js';
import { createFreshProof } from './secondFactor/freshProof.service.js';
import { createOperatorReset } from './secondFactor/operatorReset.service.js';
import { createOwnFactors } from './secondFactor/ownFactors.service.js';
import { createPasskeyCeremony } from './secondFactor/passkeyCeremony.js';
import { createPasskeyEnrolment } from './secondFactor/passkeyEnrolment.service.js';
import { createPasskeyQuestions } from './secondFactor/passkeyQuestions.js';
import { createSecondFactorController } from './secondFactor/secondFactor.controller.js';
import { secondFactorModel } from './secondFactor/secondFactor.model.js';
import { secondFactorRoutes } from './secondFactor/secondFactor.routes.js';
import { createSecondStepController } from './secondFactor/secondStep.controller.js';
import { createSecondStep } from './secondFactor/secondStep.service.js';
import { createTotpEnrolment } from './secondFactor/totpEnrolment.service.js';
import { createTotpSecrets } from './secondFactor/totpSecrets.js';
import { createSessionController } from './session.controller.js';
import { sessionModel } from './session.model.js';
import { createSessionService, type Principal } from './session.service.js';
import { createSessionEnds } from './sessionEnds.service.js';
import { createSignInService } from './signIn.service.js';
import { signInPlaceModel } from './signInPlace.model.js';
import { createSignInPlaceService } from './signInPlace.service.js';
import { createSignUp } from './signUp.service.js';
import { createStorageKeys } from './storageKey.js';
import { createTeamController } from './team.controller.js';
import { createTeamService } from './team.service.js';
import { userModel } from './user.model.js';

/** Made before their indexes are built. */
export const accountModels = (connection: Connection) => ({
  accounts: accountModel(connection),
  users: userModel(connection),
  memberships: membershipModel(connection),
  sessions: sessionModel(connection),
  invitations: invitationModel(connection),
  links: mailedLinkModel(connection),
  places: signInPlaceModel(connection),
  audit: auditModel(connection),
  factors: secondFactorModel(connection),
  challenges: challengeModel(connection),
});

export interface AccountsDeps {
  models: ReturnType<typeof accountModels>;
  jwtSecret: string;
  serviceTokens: ServiceTokens;
  frontendUrl: string;
  secondFactor: SecondFactorPolicy;
  sealer: Sealer;
  rateLimits: RateLimits;
  reads: ReadBudget;
  mailQueue: MailQueue;
  events: DomainEvents;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
  /** Alerts people to what happened to somebody's way of signing in. */
  notifySafety: NotifySafety;
}

/** Wires accounts, the people in them, second factors, and what keeps people signed in. */
export function createAccounts(deps: AccountsDeps) {
  const { models, jwtSecret, frontendUrl, rateLimits, reads, metrics, events, clock, logger } = deps;
  const { users, memberships, factors } = models;

  const accounts = createAccountService(models);
  const audit = createAuditService({ ...models, clock, logger });
  const links = createMailedLinkService({ ...models, clock, linkKey: deriveKey(jwtSecret, 'mailed-link') });
  const invitationTokens = createInvitationTokens(deriveKey(jwtSecret, 'invitation'), frontendUrl);
  const mails = createAccountMails({ ...models, mailQueue: deps.mailQueue, links, invitationTokens, frontendUrl });

  const refreshTokens = createRefreshTokens(deriveKey(jwtSecret, 'refresh-token'));
  const ends = createSessionEnds({ sessions: models.sessions, refreshTokens, events, clock });
  const sessions = createSessionService({ ...models, refreshTokens, ends, clock });
  const places = createSignInPlaceService({ places: models.places, clock });

  const challenges = createChallenges({ challenges: models.challenges, clock });
  const secrets = createTotpSecrets({ factors, sealer: deps.sealer });
  const questions = createPasskeyQuestions(challenges, createPasskeyCeremony(frontendUrl));
  const news = createFactorNews({ users, memberships, audit, notify: deps.notifySafety, clock });
  const tally = createFactorTally({ factors, news, metrics });
  const check = createFactorCheck({ factors, secrets, questions, tally, news, rateLimits, clock });
  const freshProof = createFreshProof({ users, sessions, check, rateLimits, clock });
  const rule = createFactorRule({ accounts: models.accounts, factors, policy: deps.secondFactor });
  const changes = createFactorChanges({ factors, ends, news });
  const own = createOwnFactors({ factors, challenges, freshProof, rule, news });
  const secondStep = createSecondStep({ challenges, check, memberships, rateLimits });

  const profiles = createProfileService({ ...models, rule, audit, mailWorks: mails.works });
  const signIns = createSignInService({ sessions, places, profiles, mails, audit });
  const loginLimits = createLoginLimits(rateLimits);
  const logIns = createLogInService({ users, memberships, limits: loginLimits, check, signIns, audit, logger });
  const addMember = createAddMember(users, memberships);
  const passwords = createNewPasswordService({ users, ends, freshProof, audit, mails, clock });
  const invitations = createInvitationStore({ ...models, tokens: invitationTokens, clock });

  const tokens = createAccessTokens(jwtSecret);
  const readClaims = (req: Request) => bearerClaims(req, tokens, clock.now());
  /** For questions that take long, behind the guard of a member. */
  const heavyRead: HeavyRead = (units) => reads.heavy(getPrincipal, units);
  const requireMay = createRequireMay({
    ...{ readClaims, sessions, reads },
    serviceTokens: deps.serviceTokens,
    isFactorMissing: rule.isMissing,
  });

  /** Null where the session is over, and where its person has to set up a second factor before anything else. */
  async function checkUnrestricted(claims: AccessClaims): Promise<Principal | null> {
    const principal = await sessions.check(claims);
    return principal && !(await rule.isMissing(principal)) ? principal : null;
  }

  const cookie = createRefreshCookie(frontendUrl);
  const mount = createMount({ requireMay, heavyRead, requireSameSite: cookie.requireSameSite });
  const browsers = createKnownBrowsers(deriveKey(jwtSecret, 'known-browser'), frontendUrl);
  const browserCookie = createBrowserCookie(frontendUrl);
  const deriveStorageKey = createStorageKeys(deriveKey(jwtSecret, 'browser-storage'));
  const answerSignedIn = createAnswerSignedIn({ ends, tokens, cookie, browsers, deriveStorageKey, clock });
  const authController = createAuthController({
    signUp: createSignUp({ accounts: models.accounts, users, addMember, mails, signIns, rateLimits }),
    logIns,
    renew: signIns.renew,
    logOut: createLogOut({ sessions, ends, audit }),
    carriers: { cookie, browsers, readClaims },
    answerSignedIn,
    askSecondStep: createAskSecondStep({ secondStep, browserCookie, clock }),
  });
  const profileController = createProfileController({ profiles, passwords });
  const recoveryController = createRecoveryController({
    recovery: createRecoveryService({ users, links, mails, passwords, audit, loginLimits, rateLimits }),
    email: createEmailService({ users, links, mails, freshProof, audit, rateLimits, clock }),
  });
  const stepController = createSecondStepController({
    ...{ secondStep, signIns, answerSignedIn, browserCookie, clock },
  });
  const factorController = createSecondFactorController({
    own,
    apps: createTotpEnrolment({ factors, users, secrets, freshProof, rule, changes, clock }),
    passkeys: createPasskeyEnrolment({ factors, users, questions, freshProof, rule, changes, clock }),
    freshProof,
  });
  const forgetPerson = async (userId: string) => {
    await Promise.all([places.forget(userId), own.forget(userId)]);
  };
  const setRole = createSetRole({ memberships, invitations, rule, ends });
  const teamController = createTeamController({
    team: createTeamService({ users, memberships, invitations, ends, audit, forgetPerson }),
    roles: createRoleService({ setRole, accounts, freshProof, audit, mails }),
    invitations: createInvitationService({ invitations, tokens: invitationTokens, accounts, audit, mails, rateLimits }),
    joining: createJoiningService({ invitations, accounts, addMember, signIns, audit, mails, rateLimits }),
    answerSignedIn,
  });
  const accountSecurity = createAccountSecurity({ ...models, rule, ends, freshProof, audit });
  const safetyController = createSafetyController({ accounts, audit, accountSecurity });

  return {
    accounts,
    sessions,
    audit,
    requireMay,
    checkUnrestricted,
    mount,
    operatorReset: createOperatorReset({ factors, users, ends, challenges, news }),
    resealFactors: secrets.reseal,

    /** The accounts a browser is signed in to, by its access token and by its refresh cookie. */
    async signedInAccounts(req: Request): Promise<string[]> {
      const [claims, refreshToken] = [readClaims(req), cookie.read(req)];
      const principal = claims && (await sessions.check(claims));
      const renewable = refreshToken && (await sessions.findAccountByRefreshToken(refreshToken));
      return [principal?.accountId, renewable].flatMap((accountId) => accountId || []);
    },

    routes: {
      auth: authRoutes({
        auth: authController,
        profile: profileController,
        recovery: recoveryController,
        sessions: createSessionController({ sessions, ends, freshProof, audit }),
        mount,
      }),
      secondFactor: secondFactorRoutes({
        steps: stepController,
        factors: factorController,
        safety: safetyController,
        mount,
      }),
      account: accountRoutes({ profile: profileController, team: teamController, safety: safetyController, mount }),
      invitations: invitationRoutes(teamController, mount),
    },
    async sweep(): Promise<void> {
      await Promise.all([ends.sweep(), invitations.sweep(), links.sweep(), places.sweep(), challenges.sweep()]);
    },
    /** Settles when what no answer waits for is written. */
    drain: () => logIns.drain(),
  };
}
export type Accounts = ReturnType<typeof createAccounts>;
