import {
  type DoctorFinding,
  type DoctorReply,
  type DoctorReport,
  doctorChecks,
  type NumberDto,
} from '@switchboard/contracts';
import type { GraphClient, GraphFailure, GraphResult } from '@switchboard/graph';
import { type Clock, seconds } from '../../platform/clock.js';
import type { DomainEvents } from '../../platform/domainEvents.js';
import { AppError } from '../../platform/errors.js';
import type { RateLimits } from '../../platform/rateLimits.js';
import { type BillingService, callsABilling } from '../billing/billing.service.js';
import { badToken, evidenceIn } from '../foundEvidence.js';
import type { NumberService, PhoneNumberRecord } from '../number.service.js';
import type { Pressed } from '../numberCheck.service.js';
import { nobodysWamid } from '../permissions.js';
import { checkCosts, checkWebhookFields } from './appChecks.js';
import { atCallLimit, type Diagnoses, type Diagnosis, diagnosis, good, keyMissing, notAsked } from './finding.js';
import * as meta from './metaChecks.js';
import * as ours from './publicChecks.js';
import { reportText } from './reportText.js';
import { checkResponders } from './responderCheck.js';

export interface DoctorDeps {
  numbers: NumberService;
  graph: GraphClient;
  rateLimits: RateLimits;
  clock: Clock;
  appId: string;
  place: ours.PublicAddress;
  billing: Pick<BillingService, 'ask'>;
  /** Takes calls to Meta about a WABA; false where its limit is nearly reached. */
  takeCalls: (wabaId: string, count: number) => boolean;
  events: DomainEvents;
}

/** One check, and the whole run: a person waits for it. */
const checkMs = seconds(8);
const runMs = seconds(12);
/** An account may have hundreds of numbers, and Meta's call limits are for all accounts together. */
const numbersAtOnce = 8;
/** About the number: itself, its health, the trial to send. About its WABA: itself, its numbers, templates, apps, costs. */
const callsANumber = 3;
const callsAWaba = 4 + callsABilling;

interface Timed<T> {
  value: T;
  ms: number;
}

/** Meta did not answer in the time that the run has. */
const tooLate: GraphFailure = {
  kind: 'timed_out',
  turn: 'meta',
  retry: 'backoff',
  outcome: 'unknown',
  message: 'There was no answer in the time that the check has.',
};

/** The clock of one run: everything in it ends by then. */
function createDeadline(clock: Clock) {
  const endsAt = clock.now().getTime() + runMs;
  /** @returns what was asked for, or the other thing when it takes too long. */
  async function within<T>(ask: () => Promise<T>, late: T): Promise<Timed<T>> {
    const began = clock.now().getTime();
    const left = Math.min(checkMs, endsAt - began);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<T>((resolve) => {
      timer = setTimeout(() => resolve(late), Math.max(0, left));
    });
    const value = left <= 0 ? late : await Promise.race([ask(), timeout]);
    clearTimeout(timer);
    return { value, ms: clock.now().getTime() - began };
  }
  return {
    within,
    leftMs: () => Math.max(1, Math.min(checkMs, endsAt - clock.now().getTime()) - 200),
    meta: <T>(ask: () => Promise<GraphResult<T>>) => within<GraphResult<T>>(ask, { ok: false, failure: tooLate }),
  };
}
type Deadline = ReturnType<typeof createDeadline>;

/** One question for all numbers that share what is asked about. */
function shared() {
  const asked = new Map<string, Promise<unknown>>();
  return <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const answer = (asked.get(key) as Promise<T> | undefined) ?? ask();
    asked.set(key, answer);
    return answer;
  };
}
type Shared = ReturnType<typeof shared>;

type MetaCheck =
  | 'token'
  | 'permissions'
  | 'ownership'
  | 'number_status'
  | 'name_review'
  | 'registration'
  | 'subscription'
  | 'callback_address'
  | 'webhook_fields';

/** The checks that ask Meta, where it was not asked. */
function skippedAtMeta(why: Diagnosis): Pick<Diagnoses, MetaCheck> {
  const skipped = { diagnosis: why, durationMs: 0 };
  return {
    token: skipped,
    permissions: skipped,
    ownership: skipped,
    number_status: skipped,
    name_review: skipped,
    registration: skipped,
    subscription: skipped,
    callback_address: skipped,
    webhook_fields: skipped,
  };
}

type OwnDiagnoses = Pick<Diagnoses, 'public_address' | 'challenge' | 'signature' | 'socket'>;

/**
 * Everything that can be wrong with a number, looked at side by side, in bounded time. It always answers; what it
 * cannot know it calls unknown, and what it learns clearly is kept as evidence by the same rule as everywhere.
 */
export function createDoctorService(deps: DoctorDeps) {
  const { numbers, graph, clock, appId, place, events } = deps;
  const perAccount = deps.rateLimits('doctor-account', { points: 20, durationSeconds: 5 * 60 });

  async function askMeta(record: PhoneNumberRecord, token: string, deadline: Deadline, once: Shared) {
    const { phoneNumberId, wabaId } = record;
    const ofWaba = (what: string) => `${what} ${wabaId} ${token}`;
    const [tokenAnswer, node, health, waba, listed, templates, apps, reading, told] = await Promise.all([
      deadline.meta(() => once(`token ${token}`, () => graph.inspectToken(token))),
      deadline.meta(() => graph.readPhoneNumber(phoneNumberId, token)),
      deadline.meta(() => graph.readHealth(phoneNumberId, token)),
      deadline.meta(() => once(ofWaba('waba'), () => graph.readWaba(wabaId, token))),
      deadline.meta(() => once(ofWaba('numbers'), () => graph.listPhoneNumbers(wabaId, token))),
      deadline.meta(() => once(ofWaba('templates'), () => graph.listTemplates(wabaId, token))),
      deadline.meta(() => once(ofWaba('apps'), () => graph.listSubscribedApps(wabaId, token))),
      deadline.meta(() => graph.markRead({ phoneNumberId, token, wamid: nobodysWamid, trial: true })),
      // Of the app and with its own token, yet of no use where nothing else can be asked.
      deadline.meta(() => once('app', () => graph.listAppSubscriptions())),
    ]);
    return { token: tokenAnswer, node, health, waba, numbers: listed, templates, apps, reading, told };
  }

  /** The checks that ask Meta. */
  async function examineAtMeta(record: PhoneNumberRecord, token: string, deadline: Deadline, once: Shared) {
    const at = clock.now();
    const timed = await askMeta(record, token, deadline, once);
    const answers: meta.MetaAnswers = {
      token: timed.token.value,
      node: timed.node.value,
      health: timed.health.value,
      waba: timed.waba.value,
      numbers: timed.numbers.value,
      templates: timed.templates.value,
      apps: timed.apps.value,
      reading: timed.reading.value,
    };
    const { evidence, unclear } = evidenceIn(answers, { at, kept: record, appId });
    await numbers.recordEvidence(record, at, evidence, unclear === null);
    const took = (...parts: { ms: number }[]) => Math.max(...parts.map(({ ms }) => ms));
    const { token: t, node, health, waba, numbers: list, templates, apps, reading } = timed;
    const callback = ours.callbackAddressOf(place.publicUrl);
    return {
      token: { diagnosis: meta.checkToken(answers.token, appId, at), durationMs: took(t) },
      permissions: { diagnosis: meta.checkPermissions(answers), durationMs: took(waba, templates, health, reading) },
      ownership: {
        diagnosis: meta.checkOwnership(answers, record.wabaId, record.phoneNumberId),
        durationMs: took(list),
      },
      number_status: { diagnosis: meta.checkStatus(answers), durationMs: took(node, health) },
      name_review: { diagnosis: meta.checkName(answers), durationMs: took(node) },
      registration: { diagnosis: meta.checkRegistration(answers, at), durationMs: took(node) },
      subscription: { diagnosis: meta.checkSubscription(answers, appId), durationMs: took(apps) },
      callback_address: { diagnosis: meta.checkCallback(answers, appId, callback), durationMs: took(node, apps) },
      webhook_fields: { diagnosis: checkWebhookFields(timed.told.value), durationMs: took(timed.told) },
    };
  }

  /** The checks of our own address: the same for every number, so they are made once a run. */
  async function examineOurselves(deadline: Deadline): Promise<OwnDiagnoses> {
    const late = diagnosis('unknown', 'There was no answer in the time that the check has.', { turn: 'operator' });
    const one = async (check: (place: ours.PublicAddress, timeoutMs: number) => Promise<Diagnosis>) => {
      const { value, ms } = await deadline.within(() => check(place, deadline.leftMs()), late);
      return { diagnosis: value, durationMs: ms };
    };
    const [public_address, challenge, signature, socket] = await Promise.all([
      one(ours.checkPublicAddress),
      one(ours.checkChallenge),
      one(ours.checkSignature),
      one(ours.checkSocket),
    ]);
    return { public_address, challenge, signature, socket };
  }

  /** Has Meta asked what the replies of each WhatsApp account cost. What it answers is kept, and read from there. */
  async function askCosts(records: readonly PhoneNumberRecord[], askable: ReadonlySet<string>, deadline: Deadline) {
    const wabas = new Map(records.map(({ accountId, wabaId }) => [wabaId, { accountId, wabaId }]));
    const asked = [...wabas.values()].filter(({ wabaId }) => askable.has(wabaId));
    return deadline.within(() => Promise.all(asked.map((waba) => deps.billing.ask(waba))), []);
  }

  /** The WABAs of these numbers about which Meta may be asked now. */
  function askableOf(records: readonly PhoneNumberRecord[]): Set<string> {
    const counts = new Map<string, number>();
    for (const { wabaId } of records) counts.set(wabaId, (counts.get(wabaId) ?? callsAWaba) + callsANumber);
    return new Set([...counts].flatMap(([wabaId, count]) => (deps.takeCalls(wabaId, count) ? [wabaId] : [])));
  }

  /** Opens the token, and asks Meta with it. */
  async function examine(record: PhoneNumberRecord, mayAsk: boolean, deadline: Deadline, once: Shared) {
    const began = clock.now().getTime();
    try {
      const opened = await numbers.open(record);
      const vault = { diagnosis: good('The stored access opens.'), durationMs: clock.now().getTime() - began };
      if (!mayAsk) return { vault, ...skippedAtMeta(atCallLimit) };
      return { vault, ...(await examineAtMeta(opened.record, opened.accessToken, deadline, once)) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'key_missing') {
        return {
          vault: { diagnosis: keyMissing, durationMs: clock.now().getTime() - began },
          ...skippedAtMeta(notAsked),
        };
      }
      const isUnreadable = error.code === 'token_unreadable';
      const at = clock.now();
      if (isUnreadable) {
        const token = badToken({ code: 'token_unreadable' }, at, record.token);
        await numbers.recordEvidence(record, at, { token }, false);
      }
      const closed = diagnosis(
        'bad',
        isUnreadable ? 'The stored access cannot be opened.' : 'The number was disconnected meanwhile.',
        {
          cause: isUnreadable ? 'The text was changed, or moved here from another place.' : null,
          turn: isUnreadable ? 'operator' : 'you',
          next: isUnreadable
            ? 'Reconnect the number. The operator should find out who changed it.'
            : 'Reconnect to use the number again.',
          fix: 'reconnect',
        },
      );
      return { vault: { diagnosis: closed, durationMs: at.getTime() - began }, ...skippedAtMeta(notAsked) };
    }
  }

  /** What really happened: read from the ladder, where it is kept. */
  function occurrences(number: NumberDto | undefined): Pick<Diagnoses, 'inbound' | 'outbound'> {
    const of = (rung: 'heard' | 'sendable', what: string) => {
      const found = number?.ladder.find((one) => one.rung === rung);
      const { verdict = 'unknown', evidence = 'The number was disconnected meanwhile.', at, next, fix } = found ?? {};
      const when = at && verdict === 'good' ? ` ${what}: ${at.slice(0, 16).replace('T', ' ')} UTC.` : '';
      const rest = { next: next ?? null, fix: fix ?? null, turn: verdict === 'good' ? null : ('you' as const) };
      return { diagnosis: diagnosis(verdict, `${evidence}${when}`, rest), durationMs: 0 };
    };
    return { inbound: of('heard', 'The last one'), outbound: of('sendable', 'The last one') };
  }

  return {
    /** Runs every check for the named numbers, or all active ones. @throws AppError `number_not_found`. */
    async run(pressed: Pressed, phoneNumberIds?: readonly string[]): Promise<Omit<DoctorReply, 'success'>> {
      const { accountId } = pressed;
      const records = await numbers.active(accountId, phoneNumberIds);
      await perAccount.take(accountId);
      const startedAt = clock.now();
      const deadline = createDeadline(clock);
      const once = shared();
      const askable = askableOf(records);
      const waiting = [...records];
      const found = new Map<
        string,
        Omit<Diagnoses, keyof OwnDiagnoses | 'inbound' | 'outbound' | 'costs' | 'responders'>
      >();
      const work = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          found.set(next.phoneNumberId, await examine(next, askable.has(next.wabaId), deadline, once));
        }
      };
      const [own, costs] = await Promise.all([
        examineOurselves(deadline),
        askCosts(records, askable, deadline),
        ...Array.from({ length: Math.min(numbersAtOnce, records.length) }, work),
      ]);
      const phoneNumbers = await numbers.list(accountId);
      const durationMs = clock.now().getTime() - startedAt.getTime();
      const reports = records.flatMap((record): DoctorReport[] => {
        const ofMeta = found.get(record.phoneNumberId);
        if (!ofMeta) return [];
        const number = phoneNumbers.find((one) => one.phoneNumberId === record.phoneNumberId && one.isActive);
        const all: Diagnoses = {
          ...{ ...ofMeta, ...own, ...occurrences(number) },
          costs: { diagnosis: checkCosts(number?.billing), durationMs: costs.ms },
          responders: { diagnosis: checkResponders(record), durationMs: 0 },
        };
        const report = {
          phoneNumberId: record.phoneNumberId,
          displayPhone: record.displayPhone,
          startedAt: startedAt.toISOString(),
          durationMs,
          findings: doctorChecks.map((check): DoctorFinding => {
            const { diagnosis: told, durationMs: took } = all[check];
            return { check, ...told, durationMs: took };
          }),
        };
        return [{ ...report, text: reportText(report) }];
      });
      events.emit('numbers.changed', { accountId });
      const findings = reports.flatMap((report) => report.findings);
      const count = (verdict: DoctorFinding['verdict']) => findings.filter((one) => one.verdict === verdict).length;
      events.emit('doctor.finished', {
        accountId,
        ...(pressed.userId === undefined ? {} : { userId: pressed.userId }),
        phoneNumberIds: records.map((record) => record.phoneNumberId),
        startedAt,
        durationMs,
        bad: count('bad'),
        unknown: count('unknown'),
      });
      return { reports, phoneNumbers };
    },
  };
}
export type DoctorService = ReturnType<typeof createDoctorService>;
