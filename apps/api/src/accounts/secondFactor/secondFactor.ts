import type { SecondFactorPolicy } from '@switchboard/contracts';
import type { Connection } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import type { Metrics } from '../../platform/metrics.js';
import type { RateLimits } from '../../platform/rateLimits.js';
import type { Sealer } from '../../platform/sealer.js';
import type { accountModel } from '../account.model.js';
import type { AuditService } from '../audit.service.js';
import type { membershipModel } from '../membership.model.js';
import type { SessionService } from '../session.service.js';
import type { userModel } from '../user.model.js';
import { challengeModel } from './challenge.model.js';
import { createChallenges } from './challenges.js';
import { createEnrolment } from './enrolment.service.js';
import { createFactorCheck } from './factorCheck.service.js';
import { createFactorNews, type TellSafety } from './factorNews.js';
import { createFactorRule } from './factorRule.js';
import { createFreshProof } from './freshProof.service.js';
import { createOperatorReset } from './operatorReset.service.js';
import { createPasskeyCeremony } from './passkeyCeremony.js';
import { secondFactorModel } from './secondFactor.model.js';
import { createSecondStep } from './secondStep.service.js';
import { createTotpSecrets } from './totpSecrets.js';

/** The collections of second factors. Made before their indexes are built. */
export const secondFactorModels = (connection: Connection) => ({
  factors: secondFactorModel(connection),
  challenges: challengeModel(connection),
});

export interface SecondFactorDeps {
  models: ReturnType<typeof secondFactorModels> & {
    accounts: ReturnType<typeof accountModel>;
    users: ReturnType<typeof userModel>;
    memberships: ReturnType<typeof membershipModel>;
  };
  sessions: SessionService;
  audit: AuditService;
  sealer: Sealer;
  frontendUrl: string;
  rateLimits: RateLimits;
  metrics: Metrics;
  clock: Clock;
  tell: TellSafety;
  /** Of whom the installation asks a second factor. */
  policy: SecondFactorPolicy;
}

/** Wires what people give beside a password: setting it up, checking it, and asking owners for it. */
export function createSecondFactor(deps: SecondFactorDeps) {
  const { models, sessions, audit, sealer, frontendUrl, rateLimits, metrics, clock, tell, policy } = deps;
  const { factors, users, memberships } = models;
  const challenges = createChallenges({ challenges: models.challenges, clock });
  const secrets = createTotpSecrets({ factors, sealer });
  const ceremony = createPasskeyCeremony(frontendUrl);
  const news = createFactorNews({ users, memberships, audit, tell, clock });
  const check = createFactorCheck({ factors, challenges, secrets, ceremony, news, rateLimits, metrics, clock });
  const freshProof = createFreshProof({ users, sessions, check, rateLimits, clock });
  const rule = createFactorRule({ ...models, sessions, freshProof, audit, policy });
  return {
    freshProof,
    rule,
    secondStep: createSecondStep({ challenges, check, memberships, rateLimits }),
    enrolment: createEnrolment({
      factors,
      users,
      sessions,
      challenges,
      secrets,
      ceremony,
      freshProof,
      rule,
      news,
      clock,
    }),
    operatorReset: createOperatorReset({ factors, users, sessions, challenges, news }),
    reseal: secrets.reseal,
    sweep: challenges.sweep,
  };
}
