import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { Clock } from '../platform/clock.js';
import type { MailQueue } from '../platform/mailQueue.js';
import { alertModel, alertSettingsModel } from './alert.model.js';
import type { AlertService } from './alert.service.js';
import { alertRoutes } from './alerts.routes.js';
import { createMailService } from './mail.service.js';

export const alertModels = (connection: Connection) => ({
  alerts: alertModel(connection),
  settings: alertSettingsModel(connection),
});

export interface AlertsDeps {
  models: ReturnType<typeof alertModels>;
  alerts: AlertService;
  accounts: Pick<Accounts, 'accounts' | 'mount'>;
  mailQueue: MailQueue;
  pageUrl: string;
  securityUrl: string;
  clock: Clock;
}

export function createAlerts(deps: AlertsDeps) {
  const { models, alerts, accounts, mailQueue, pageUrl, securityUrl, clock } = deps;
  const mails = createMailService({
    ...models,
    ...{ accounts: accounts.accounts, mailQueue, pageUrl, securityUrl, clock },
  });
  return {
    mails,
    routes: alertRoutes({ alerts, mount: accounts.mount, emailWorks: mailQueue.works }),
    sweep: () => alerts.sweep(),
  };
}
