import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { AskAfterFix } from './afterFix.js';
import type { WabaHere } from './billing/billing.service.js';
import type { Asker, ForEachNumber } from './checkRuns.js';
import type { FixClaims } from './fixClaims.js';
import type { Pressed } from './fixReports.js';
import { doublePressMs } from './lifetimes.js';
import { askOnce, memo, type NumberInquiry } from './numberInquiry.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';
import type { WebhookSubscriber } from './webhookSubscriber.js';

export interface NumberCheckDeps {
  forEachNumber: ForEachNumber;
  inquiry: NumberInquiry;
  subscriber: WebhookSubscriber;
  graph: GraphClient;
  fixes: FixClaims;
  askCosts: (waba: WabaHere) => Promise<void>;
  askAfterFix: AskAfterFix;
}

/** Asks Meta what is really the case. An unclear answer changes nothing: it is reported beside what was known. */
export function createNumberCheckService(deps: NumberCheckDeps) {
  const { forEachNumber, inquiry, subscriber, graph, fixes, askAfterFix } = deps;

  return {
    /**
     * Asks Meta about the token, the number, its health and the webhooks; for a person also about the costs. A number
     * that somebody else is checking is reported as `fix_under_way`. @throws AppError `number_not_found`.
     */
    check(pressed: Pressed, phoneNumberIds?: readonly string[], asker: Asker = 'person') {
      const shared = askOnce(graph);
      const askCosts = memo((wabaId) => deps.askCosts({ accountId: pressed.accountId, wabaId }));
      const checkOne = async (record: PhoneNumberRecord) => {
        const [unclear] = await Promise.all([
          inquiry.askAll(record, shared),
          asker === 'person' ? askCosts(record.wabaId) : undefined,
        ]);
        return unclear;
      };
      return forEachNumber({ fix: 'check_again', pressed, phoneNumberIds, asker }, (record) =>
        fixes.once(`check ${record.accountId} ${record.phoneNumberId}`, () => checkOne(record), doublePressMs),
      );
    },

    /** Asks Meta once more to deliver the webhooks of these numbers. @throws AppError `number_not_found`. */
    subscribe(pressed: Pressed, phoneNumberIds?: readonly string[], asker: Asker = 'person') {
      const byWaba = new Map<string, Promise<GraphFailure | null>>();
      const subscribeOnce = (record: PhoneNumberRecord) => {
        const { accountId, wabaId } = record;
        const asked =
          byWaba.get(wabaId) ?? fixes.once(`subscribe ${accountId} ${wabaId}`, () => subscriber.subscribe(record));
        byWaba.set(wabaId, asked);
        return asked;
      };
      return forEachNumber({ fix: 'retry_subscription', pressed, phoneNumberIds, asker }, async (record) => {
        const failure = await subscribeOnce(record);
        if (!failure) await askAfterFix(record.accountId, [record.phoneNumberId]);
        return failure;
      });
    },
  };
}
export type NumberCheckService = ReturnType<typeof createNumberCheckService>;
