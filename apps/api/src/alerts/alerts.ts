import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import { createMailer } from '../platform/mailer.js';
import type { Metrics } from '../platform/metrics.js';
import { alertModel, alertSettingsModel, mailModel } from './alert.model.js';
import { createAlertService } from './alert.service.js';
import { alertRoutes } from './alerts.routes.js';
import { createMailService } from './mail.service.js';

/** The collections of what people are told. Made before their indexes are built. */
export const alertModels = (connection: Connection) => ({
  alerts: alertModel(connection),
  settings: alertSettingsModel(connection),
  mails: mailModel(connection),
});

export interface AlertsDeps {
  models: ReturnType<typeof alertModels>;
  accounts: Pick<Accounts, 'accounts' | 'requireAuth'>;
  mail: { smtpUrl: string | undefined; from: string; isProduction: boolean };
  /** Where people see their numbers and switch the mails off. */
  pageUrl: string;
  /** Where people see how they sign in. */
  securityUrl: string;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
  onChanged: (accountId: string) => void;
}

/** Wires what people are told, in the app and by e-mail. */
export function createAlerts(deps: AlertsDeps) {
  const { models, accounts, mail, pageUrl, securityUrl, metrics, clock, logger, onChanged } = deps;
  const alerts = createAlertService({ ...models, clock, metrics, onChanged });
  const mailer = createMailer({ ...mail, logger });
  if (!mailer) logger.warn('SMTP_URL is not set: alerts are shown in the app, and not sent by e-mail');
  const mails = createMailService({
    ...models,
    ...{ accounts: accounts.accounts, mailer, pageUrl, securityUrl, clock, logger, metrics },
  });
  return {
    alerts,
    mails,
    routes: alertRoutes({ alerts, requireAuth: accounts.requireAuth, emailWorks: mailer !== null }),
    async sweep(): Promise<void> {
      await Promise.all([alerts.sweep(), mails.sweep()]);
    },
  };
}
