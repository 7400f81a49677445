import type { Connection } from 'mongoose';
import { accountModels } from './accounts/accounts.js';
import { alertModels } from './alerts/alerts.js';
import { connectModels } from './connect/connect.js';
import { connectionHistoryModels } from './connectionHistory/connectionHistory.js';
import { deletionModel } from './deletion/deletion.model.js';
import { disconnectModels } from './disconnect/disconnect.js';
import { inboxModels } from './inbox/inbox.js';
import { keyModels } from './keys/keys.js';
import { monitoringModels } from './monitoring/monitoring.js';
import { numberModels } from './numbers/numbers.js';
import { readinessTickModel } from './operator/readiness/readinessTick.model.js';
import { unknownCodeModel } from './operator/unknownCode.model.js';
import { installationModel } from './platform/installation.js';
import { queuedMailModel } from './platform/queuedMail.model.js';
import { rateLimitModel } from './platform/rateLimits.js';
import { releaseModels } from './platform/release.model.js';
import { realtimeModels } from './realtime/realtime.js';
import { webhookModels } from './webhooks/webhooks.js';

/** Every collection with declared indexes, by capability. May be called again for the same connection. */
export const createModels = (connection: Connection) => ({
  accounts: accountModels(connection),
  alerts: alertModels(connection),
  connect: connectModels(connection),
  connectionHistory: connectionHistoryModels(connection),
  deletions: deletionModel(connection),
  disconnect: disconnectModels(connection),
  inbox: inboxModels(connection),
  installations: installationModel(connection),
  keys: keyModels(connection),
  mails: queuedMailModel(connection),
  numbers: numberModels(connection),
  rateLimits: rateLimitModel(connection),
  readinessTicks: readinessTickModel(connection),
  realtime: realtimeModels(connection),
  release: releaseModels(connection),
  unknownCodes: unknownCodeModel(connection),
  watching: monitoringModels(connection),
  webhooks: webhookModels(connection),
});
