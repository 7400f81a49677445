import type { AlertKind, PendingAtMetaDto, StoryKind } from '@switchboard/contracts';
import type { AlertService } from '../alerts/alert.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { StoryService } from './story.service.js';

/** What was tried at Meta for a week, in vain. */
export interface GivenUp {
  accountId: string;
  wabaId: string;
  wabaName?: string | undefined;
  /** When it was begun: what is begun anew later is told anew. */
  createdAt: Date;
}
export type OnGaveUp = (what: PendingAtMetaDto['what'], given: GivenUp) => Promise<void>;

interface Words {
  story: StoryKind;
  alert: AlertKind;
  title: string;
  text: (waba: string) => string;
}

const words: Record<PendingAtMetaDto['what'], Words> = {
  unsubscribe: {
    story: 'disconnected',
    alert: 'account_event',
    title: 'Webhooks may still be on at Meta',
    text: (waba) =>
      `Meta did not confirm within a week that the webhooks of ${waba} are off, and Switchboard has stopped trying. Nothing that comes in is shown. Remove the app from this WhatsApp account in Meta’s Business settings.`,
  },
  revoke: {
    story: 'disconnected',
    alert: 'account_event',
    title: 'The app may still be there at Meta',
    text: (waba) =>
      `Meta did not confirm within a week that the app is removed for ${waba}, and Switchboard has stopped trying. Remove it in Meta’s Business settings.`,
  },
  subscribe: {
    story: 'fix',
    alert: 'webhooks_off',
    title: 'Webhooks are not on again',
    text: (waba) =>
      `Meta did not confirm within a week that the webhooks of ${waba} are on again, and Switchboard has stopped trying. Check in Meta’s Business settings that the app still has access to it, then press the button at the number.`,
  },
};

/** Tells people, once, of what is theirs to do now. */
export function createTellGaveUp(deps: {
  numbers: Pick<NumberRepository, 'everOnWaba'>;
  story: Pick<StoryService, 'tell'>;
  alerts: Pick<AlertService, 'tell'>;
}): OnGaveUp {
  return async (what, { accountId, wabaId, wabaName, createdAt }) => {
    const { story, alert, title, text } = words[what];
    // By the numbers it is found, and forgotten with them.
    const phoneNumberIds = (await deps.numbers.everOnWaba(accountId, wabaId)).map((record) => record.phoneNumberId);
    const told = { accountId, title, text: text(wabaName ?? wabaId), key: `gave-up:${what}:${wabaId}:${+createdAt}` };
    await deps.story.tell({ ...told, kind: story, phoneNumberIds });
    await deps.alerts.tell({ ...told, kind: alert, tone: 'bad', phoneNumberId: phoneNumberIds[0] });
  };
}
