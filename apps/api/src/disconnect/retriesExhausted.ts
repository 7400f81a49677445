import type { AlertKind, ConnectionHistoryKind, PendingAtMetaDto } from '@switchboard/contracts';
import type { AlertService } from '../alerts/alert.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { WriteHistory } from './writeHistory.js';

/** Work at Meta that was tried for a week without success. */
export interface ExhaustedWork {
  accountId: string;
  wabaId: string;
  wabaName?: string | undefined;
  /** Names the try: one that is begun later is told as well. */
  createdAt: Date;
}
export type OnExhausted = (what: PendingAtMetaDto['what'], given: ExhaustedWork) => Promise<void>;

interface Words {
  history: ConnectionHistoryKind;
  alert: AlertKind;
  title: string;
  text: (waba: string) => string;
}

const words: Record<PendingAtMetaDto['what'], Words> = {
  unsubscribe: {
    history: 'disconnected',
    alert: 'account_event',
    title: 'Webhooks may still be on at Meta',
    text: (waba) =>
      `Meta did not confirm within a week that the webhooks of ${waba} are off, and Switchboard has stopped trying. Nothing that comes in is shown. Remove the app from this WhatsApp account in Meta’s Business settings.`,
  },
  revoke: {
    history: 'disconnected',
    alert: 'account_event',
    title: 'The app may still be there at Meta',
    text: (waba) =>
      `Meta did not confirm within a week that the app is removed for ${waba}, and Switchboard has stopped trying. Remove it in Meta’s Business settings.`,
  },
  subscribe: {
    history: 'fix',
    alert: 'webhooks_off',
    title: 'Webhooks are not on again',
    text: (waba) =>
      `Meta did not confirm within a week that the webhooks of ${waba} are on again, and Switchboard has stopped trying. Check in Meta’s Business settings that the app still has access to it, then press the button at the number.`,
  },
};

export interface ExhaustedNotifierDeps {
  numbers: Pick<NumberRepository, 'findAllOnWaba'>;
  writeHistory: WriteHistory;
  alerts: Pick<AlertService, 'notify'>;
}

/** Tells people, once, what they have to do themselves now. */
export function createExhaustedNotifier({ numbers, writeHistory, alerts }: ExhaustedNotifierDeps): OnExhausted {
  return async (what, { accountId, wabaId, wabaName, createdAt }) => {
    const { history, alert, title, text } = words[what];
    // Entries are found, and deleted, by their numbers.
    const phoneNumberIds = (await numbers.findAllOnWaba(accountId, wabaId)).map((record) => record.phoneNumberId);
    const key = `gave-up:${what}:${wabaId}:${+createdAt}`;
    const entry = { accountId, title, text: text(wabaName ?? wabaId), key };
    await writeHistory({ ...entry, kind: history, phoneNumberIds });
    await alerts.notify({ ...entry, kind: alert, tone: 'bad', phoneNumberId: phoneNumberIds[0] });
  };
}
