import type { Connection } from 'mongoose';
import type { Config } from './config.js';
import { createAttemptArchive } from './connect/attemptArchive.js';
import { toRedirectUri } from './connect/redirectUri.js';
import { createPlainMetaClient } from './metaClient.js';
import { createModels } from './models.js';
import { createMissingKeyLog } from './numbers/missingKeyLog.js';
import { NumberRepository } from './numbers/number.repository.js';
import { createTokenVault } from './numbers/tokenVault.js';
import { toImprint } from './operator/imprint.js';
import { createReadinessService } from './operator/readiness/readiness.service.js';
import type { ReadinessSettings } from './operator/readiness/readinessAnswers.js';
import { toTable } from './operator/readiness/readinessTable.js';
import { systemClock as clock } from './platform/clock.js';
import { KeyRing } from './platform/keyRing.js';
import { createLogger } from './platform/logger.js';
import { createSealer } from './platform/sealer.js';

/** What of the configuration an app at Meta has to agree with. */
export const toReadinessSettings = (config: Config): ReadinessSettings => ({
  appId: config.META_APP_ID,
  graphVersion: config.META_GRAPH_VERSION,
  configId: config.META_CONFIG_ID,
  systemUserToken: config.META_SYSTEM_USER_TOKEN,
  redirectUri: toRedirectUri(config.FRONTEND_URL),
  address: {
    publicUrl: config.API_PUBLIC_URL,
    frontendUrl: config.FRONTEND_URL,
    graphUrl: config.META_GRAPH_URL,
    isProduction: config.NODE_ENV === 'production',
    appSecret: config.META_APP_SECRET,
    verifyToken: config.META_WEBHOOK_VERIFY_TOKEN,
  },
  isCompanyNamed: toImprint(config).company !== null,
});

/** Runs the checks of the operator's page without a running API. @returns whether none of them is bad. */
export async function checkMeta(connection: Connection, config: Config, say: (line: string) => void): Promise<boolean> {
  const models = createModels(connection);
  const logger = createLogger({ level: 'silent' });
  const vault = createTokenVault(
    createSealer(new KeyRing(config.TOKEN_ENCRYPTION_KEYS)),
    createMissingKeyLog(logger, clock),
  );
  const readiness = createReadinessService({
    graph: createPlainMetaClient(config),
    attempts: createAttemptArchive(models.connect.attempts),
    numbers: new NumberRepository(models.numbers.numbers, vault),
    ticks: models.readinessTicks,
    settings: toReadinessSettings(config),
    ...{ clock, logger },
  });
  const found = await readiness.look();
  for (const line of toTable(found)) say(line);
  return found.findings.every(({ verdict }) => verdict !== 'bad');
}
