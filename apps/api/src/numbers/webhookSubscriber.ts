import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { evidenceProblem } from './foundEvidence.js';
import type { NumberRepository } from './number.repository.js';
import type { NumberEvidence } from './numberEvidence.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';
import { subscriptionEvidence } from './subscription.js';

export interface WabaToSwitchOff {
  accountId: string;
  wabaId: string;
  wabaName: string | undefined;
  accessToken: string;
}

export interface WebhookSubscriberDeps {
  numbers: Pick<NumberRepository, 'open' | 'isWabaNeeded'>;
  evidence: Pick<NumberEvidence, 'recordBadToken' | 'recordSubscription'>;
  graph: Pick<GraphClient, 'subscribeApp'>;
  clock: Clock;
  /** Switches the webhooks of a WABA off that nobody needs any more, however long Meta takes to be there. */
  switchOff: (waba: WabaToSwitchOff) => Promise<void>;
}

export class WebhookSubscriber {
  readonly #deps: WebhookSubscriberDeps;

  constructor(deps: WebhookSubscriberDeps) {
    this.#deps = deps;
  }

  /**
   * @returns why Meta did not subscribe the WABA; null when it did.
   * @throws AppError `number_not_found` where nobody needs the WABA by the time it is subscribed.
   */
  async subscribe(record: PhoneNumberRecord): Promise<GraphFailure | null> {
    const { numbers, evidence, graph, clock, switchOff } = this.#deps;
    const { accountId, wabaId, wabaName } = record;
    const { accessToken } = await numbers.open(record);
    const at = clock.now();
    const answer = await graph.subscribeApp(wabaId, accessToken);
    if (!answer.ok && answer.failure.kind === 'token_invalid') {
      // A dead token cannot switch webhooks on; whether they are on is another question.
      await evidence.recordBadToken(record, clock.now(), evidenceProblem(answer.failure));
      return answer.failure;
    }
    if (answer.ok && !(await numbers.isWabaNeeded(wabaId))) {
      // The last number left while Meta was asked: what was switched off must not be on again.
      await switchOff({ accountId, wabaId, wabaName, accessToken });
      throw new AppError('number_not_found');
    }
    const subscription = subscriptionEvidence(answer, at);
    if (subscription) await evidence.recordSubscription(accountId, wabaId, subscription);
    return answer.ok ? null : answer.failure;
  }
}
