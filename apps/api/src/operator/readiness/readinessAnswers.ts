import type {
  AppPermission,
  AppSubscription,
  GraphApp,
  GraphClient,
  GraphResult,
  InspectedToken,
  OwnBusiness,
} from '@switchboard/graph';
import type { AttemptArchive } from '../../connect/attemptArchive.js';
import { Deadline } from '../../numbers/doctor/deadline.js';
import { examineOurselves, type OwnDiagnoses } from '../../numbers/doctor/ownExamination.js';
import type { PublicAddress } from '../../numbers/doctor/publicChecks.js';
import type { NumberRepository } from '../../numbers/number.repository.js';
import { type Clock, later } from '../../platform/clock.js';
import { loginsCountForMs } from '../lifetimes.js';

/** The settings that a real app has to agree with. */
export interface ReadinessSettings {
  appId: string;
  graphVersion: string;
  configId: string | undefined;
  systemUserToken: string | undefined;
  redirectUri: string;
  address: PublicAddress;
  /** Whether the public pages say whose they are. */
  isCompanyNamed: boolean;
}

/** What Meta said, and what was seen and tried here. */
export interface ReadinessAnswers {
  app: GraphResult<GraphApp>;
  subscriptions: GraphResult<AppSubscription[]>;
  permissions: GraphResult<AppPermission[]>;
  /** Null: there is no system user of our own. */
  systemUser: GraphResult<InspectedToken> | null;
  businesses: GraphResult<OwnBusiness[]> | null;
  own: OwnDiagnoses;
  /** When somebody last logged in by each flow, so that its code was exchanged. */
  cameBack: { redirect: Date | null; popup: Date | null };
  /** What the last log-in gave. */
  access: { connectedAt: Date; expiresAt: Date | null } | null;
  heardAt: Date | null;
}

export interface ReadinessAsked {
  graph: GraphClient;
  attempts: Pick<AttemptArchive, 'findLastExchanged'>;
  numbers: Pick<NumberRepository, 'findLastAccess' | 'findLastHeard'>;
  settings: ReadinessSettings;
  clock: Clock;
}

/** Asks everything at once, in the time that one run of the doctor has. */
export async function askReadiness(asked: ReadinessAsked): Promise<ReadinessAnswers> {
  const { graph, attempts, numbers, settings, clock } = asked;
  const { systemUserToken: token } = settings;
  const deadline = new Deadline(clock);
  const ask = async <T>(question: () => Promise<GraphResult<T>>) => (await deadline.askMeta(question)).value;
  const since = later(clock.now(), -loginsCountForMs);
  const [app, subscriptions, permissions, systemUser, businesses, own, redirect, popup, access, heardAt] =
    await Promise.all([
      ask(() => graph.readApp()),
      ask(() => graph.listAppSubscriptions()),
      ask(() => graph.listAppPermissions()),
      token ? ask(() => graph.inspectToken(token)) : null,
      token ? ask(() => graph.listOwnBusinesses(token)) : null,
      examineOurselves(settings.address, deadline),
      attempts.findLastExchanged({ flow: 'redirect', redirectUri: settings.redirectUri }, since),
      attempts.findLastExchanged({ flow: 'popup' }, since),
      numbers.findLastAccess(),
      numbers.findLastHeard(),
    ]);
  return {
    ...{ app, subscriptions, permissions, systemUser, businesses, own, access, heardAt },
    cameBack: { redirect, popup },
  };
}
