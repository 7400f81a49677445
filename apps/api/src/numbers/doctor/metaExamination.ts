import type { GraphClient } from '@switchboard/graph';
import type { Clock } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import { evidenceIn } from '../foundEvidence.js';
import type { NumberRepository, OpenedNumber } from '../number.repository.js';
import type { NumberEvidence } from '../numberEvidence.js';
import { nobodysWamid } from '../permissions.js';
import type { PhoneNumberRecord } from '../phoneNumber.model.js';
import { checkWebhookFields } from './appChecks.js';
import type { Deadline, Timed } from './deadline.js';
import {
  atCallLimit,
  type Diagnoses,
  type Diagnosis,
  disconnected,
  good,
  keyMissing,
  notAsked,
  unreadable,
} from './finding.js';
import * as meta from './metaChecks.js';

export interface MetaExaminationDeps {
  numbers: Pick<NumberRepository, 'open'>;
  evidence: Pick<NumberEvidence, 'recordEvidence' | 'recordBadToken'>;
  graph: GraphClient;
  clock: Clock;
  appId: string;
  callbackAddress: string;
}

const metaChecks = [
  'token',
  'permissions',
  'ownership',
  'number_status',
  'name_review',
  'registration',
  'subscription',
  'callback_address',
  'webhook_fields',
] as const;
type AtMeta = Pick<Diagnoses, (typeof metaChecks)[number]>;
export type MetaDiagnoses = AtMeta & Pick<Diagnoses, 'vault'>;

/** About one number: itself, its health, the trial to send. About its WABA: itself, its numbers, templates, apps. */
export const callsANumber = 3;
export const callsAWaba = 4;

/** One question for all numbers that share what is asked about. */
export type AskShared = <T>(key: string, ask: () => Promise<T>) => Promise<T>;

export function createAskShared(): AskShared {
  const asked = new Map<string, Promise<unknown>>();
  return <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const answer = (asked.get(key) as Promise<T> | undefined) ?? ask();
    asked.set(key, answer);
    return answer;
  };
}

/** Examines a number at Meta. What is learned clearly is kept as evidence by the rule that holds for all evidence. */
export class MetaExamination {
  readonly #deps: MetaExaminationDeps;

  constructor(deps: MetaExaminationDeps) {
    this.#deps = deps;
  }

  /** Opens the token, and asks Meta with it. @param mayAsk whether Meta's call limit allows it. */
  async examine(
    record: PhoneNumberRecord,
    mayAsk: boolean,
    deadline: Deadline,
    shared: AskShared,
  ): Promise<MetaDiagnoses> {
    const { numbers, clock } = this.#deps;
    const began = clock.now().getTime();
    const toVault = (diagnosis: Diagnosis) => ({ diagnosis, durationMs: clock.now().getTime() - began });
    try {
      const opened = await numbers.open(record);
      const vault = toVault(good('The stored access opens.'));
      return { vault, ...(mayAsk ? await this.#askMeta(opened, deadline, shared) : toSkipped(atCallLimit)) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const closed = await this.#toClosed(record, error);
      return { vault: toVault(closed), ...toSkipped(notAsked) };
    }
  }

  async #toClosed(record: PhoneNumberRecord, { code }: AppError): Promise<Diagnosis> {
    const { evidence, clock } = this.#deps;
    if (code === 'key_missing') return keyMissing;
    if (code !== 'token_unreadable') return disconnected;
    await evidence.recordBadToken(record, clock.now(), { code });
    return unreadable;
  }

  async #askMeta(opened: OpenedNumber, deadline: Deadline, shared: AskShared): Promise<AtMeta> {
    const { evidence, clock, appId } = this.#deps;
    const { record } = opened;
    const at = clock.now();
    const timed = await this.#ask(opened, deadline, shared);
    const answers = toAnswers(timed);
    const found = evidenceIn(answers, { at, kept: record, appId });
    await evidence.recordEvidence(record, at, found.evidence, found.unclear === null);
    return this.#toDiagnoses(record, answers, timed, at);
  }

  async #ask({ record, accessToken: token }: OpenedNumber, deadline: Deadline, shared: AskShared) {
    const { graph } = this.#deps;
    const { phoneNumberId, wabaId } = record;
    const ofWaba = (what: string) => `${what} ${wabaId} ${token}`;
    const [inspection, node, health, waba, numbers, templates, apps, reading, fields] = await Promise.all([
      deadline.askMeta(() => shared(`token ${token}`, () => graph.inspectToken(token))),
      deadline.askMeta(() => graph.readPhoneNumber(phoneNumberId, token)),
      deadline.askMeta(() => graph.readHealth(phoneNumberId, token)),
      deadline.askMeta(() => shared(ofWaba('waba'), () => graph.readWaba(wabaId, token))),
      deadline.askMeta(() => shared(ofWaba('numbers'), () => graph.listPhoneNumbers(wabaId, token))),
      deadline.askMeta(() => shared(ofWaba('templates'), () => graph.listTemplates(wabaId, token))),
      deadline.askMeta(() => shared(ofWaba('apps'), () => graph.listSubscribedApps(wabaId, token))),
      deadline.askMeta(() => graph.markRead({ phoneNumberId, token, wamid: nobodysWamid, trial: true })),
      // Of the app and with its own token, yet of no use where nothing else can be asked.
      deadline.askMeta(() => shared('app', () => graph.listAppSubscriptions())),
    ]);
    return { token: inspection, node, health, waba, numbers, templates, apps, reading, fields };
  }

  #toDiagnoses(record: PhoneNumberRecord, answers: meta.MetaAnswers, timed: TimedAnswers, at: Date): AtMeta {
    const { appId, callbackAddress } = this.#deps;
    const { token, node, health, waba, numbers, templates, apps, reading, fields } = timed;
    const took = (diagnosis: Diagnosis, ...parts: { ms: number }[]) => ({
      diagnosis,
      durationMs: Math.max(...parts.map(({ ms }) => ms)),
    });
    return {
      token: took(meta.checkToken(answers.token, appId, at), token),
      permissions: took(meta.checkPermissions(answers), waba, templates, health, reading),
      ownership: took(meta.checkOwnership(answers, record.wabaId, record.phoneNumberId), numbers),
      number_status: took(meta.checkStatus(answers), node, health),
      name_review: took(meta.checkName(answers), node),
      registration: took(meta.checkRegistration(answers, at), node),
      subscription: took(meta.checkSubscription(answers, appId), apps),
      callback_address: took(meta.checkCallback(answers, appId, callbackAddress), node, apps),
      webhook_fields: took(checkWebhookFields(fields.value), fields),
    };
  }
}

type TimedAnswers = { [Name in keyof meta.MetaAnswers]: Timed<meta.MetaAnswers[Name]> } & {
  fields: Timed<Parameters<typeof checkWebhookFields>[0]>;
};

const toAnswers = ({
  token,
  node,
  health,
  waba,
  numbers,
  templates,
  apps,
  reading,
}: TimedAnswers): meta.MetaAnswers => ({
  token: token.value,
  node: node.value,
  health: health.value,
  waba: waba.value,
  numbers: numbers.value,
  templates: templates.value,
  apps: apps.value,
  reading: reading.value,
});

const toSkipped = (why: Diagnosis): AtMeta =>
  Object.fromEntries(metaChecks.map((check) => [check, { diagnosis: why, durationMs: 0 }])) as AtMeta;
