import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { Clock } from '../platform/clock.js';
import { evidenceIn } from './foundEvidence.js';
import type { NumberRepository } from './number.repository.js';
import type { NumberEvidence } from './numberEvidence.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';

export interface NumberInquiryDeps {
  numbers: Pick<NumberRepository, 'open'>;
  evidence: Pick<NumberEvidence, 'recordEvidence'>;
  graph: GraphClient;
  clock: Clock;
  appId: string;
}

/** Answers that numbers share: one question a token, and one a WABA and token. */
export interface SharedAnswers {
  inspect(token: string): ReturnType<GraphClient['inspectToken']>;
  subscriptions(wabaId: string, token: string): ReturnType<GraphClient['listSubscribedApps']>;
}

export function askOnce(graph: GraphClient): SharedAnswers {
  const inspections = memo((token) => graph.inspectToken(token));
  const ofWaba = memo((wabaId) => memo((token) => graph.listSubscribedApps(wabaId, token)));
  return { inspect: inspections, subscriptions: (wabaId, token) => ofWaba(wabaId)(token) };
}

export function memo<T>(ask: (key: string) => T): (key: string) => T {
  const answers = new Map<string, { answer: T }>();
  return (key) => {
    const kept = answers.get(key) ?? { answer: ask(key) };
    answers.set(key, kept);
    return kept.answer;
  };
}

export class NumberInquiry {
  readonly #deps: NumberInquiryDeps;

  constructor(deps: NumberInquiryDeps) {
    this.#deps = deps;
  }

  /**
   * Asks about the token, the number, its health and its webhooks.
   *
   * @returns the first answer that was not clear; null when all were.
   */
  async askAll(asked: PhoneNumberRecord, shared: SharedAnswers): Promise<GraphFailure | null> {
    const { numbers, evidence, graph, clock, appId } = this.#deps;
    const { record, accessToken } = await numbers.open(asked);
    const at = clock.now();
    const [token, node, health, apps] = await Promise.all([
      shared.inspect(accessToken),
      graph.readPhoneNumber(record.phoneNumberId, accessToken),
      graph.readHealth(record.phoneNumberId, accessToken),
      shared.subscriptions(record.wabaId, accessToken),
    ]);
    const found = evidenceIn({ token, node, health, apps }, { at, kept: record, appId });
    await evidence.recordEvidence(record, at, found.evidence, found.unclear === null);
    return found.unclear;
  }

  /** Asks what a fix may have changed: how the number stands, and whether it can send. */
  async askStanding(asked: PhoneNumberRecord): Promise<void> {
    const { numbers, evidence, graph, clock, appId } = this.#deps;
    const { record, accessToken } = await numbers.open(asked);
    const at = clock.now();
    const [node, health] = await Promise.all([
      graph.readPhoneNumber(record.phoneNumberId, accessToken),
      graph.readHealth(record.phoneNumberId, accessToken),
    ]);
    const found = evidenceIn({ node, health }, { at, kept: record, appId });
    await evidence.recordEvidence(record, at, found.evidence, false);
  }
}
