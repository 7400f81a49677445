import { randomInt } from 'node:crypto';
import { metaCode } from '@switchboard/contracts';
import type { GraphClient, GraphFailure, GraphResult } from '@switchboard/graph';
import type { Clock } from '../platform/clock.js';
import { evidenceIn, evidenceProblem } from './foundEvidence.js';
import { registrationFinding } from './ladder.js';
import { registeredByUs } from './ladderEvidence.js';
import type { OpenedNumber } from './number.repository.js';
import type { NumberEvidence } from './numberEvidence.js';
import { isClearlyRefused, toRegistrationProblem } from './registrationProblem.js';
import type { KeptPin, RegistrationStore } from './registrationStore.js';

export interface NumberRegistrarDeps {
  graph: GraphClient;
  store: RegistrationStore;
  evidence: Pick<NumberEvidence, 'recordEvidence' | 'recordBadToken'>;
  clock: Clock;
  appId: string;
}

/** Six digits, every combination alike. */
export const randomPin = () => String(randomInt(1_000_000)).padStart(6, '0');

/**
 * Registers an open number, proves its ownership by a code, sets its PIN (meta-platform 6). A PIN is sealed and durable
 * before Meta hears of it, each try is counted before it is made, and an unclear answer is read back.
 */
export class NumberRegistrar {
  readonly #deps: NumberRegistrarDeps;

  constructor(deps: NumberRegistrarDeps) {
    this.#deps = deps;
  }

  /** Registers with the entered PIN, else each that is kept, else a random one. @throws AppError for the person. */
  async register(opened: OpenedNumber, pin?: string): Promise<void> {
    const { store } = this.#deps;
    const known = pin === undefined ? await store.pins(opened.record) : [];
    const candidates = known.length > 0 ? known : [await store.propose(opened.record, pin ?? randomPin())];
    let last: GraphFailure | null = null;
    for (const candidate of candidates) {
      last = await this.#tryPin(opened, candidate, pin !== undefined);
      if (last?.code !== metaCode.wrongPin) break;
    }
    if (last) throw toRegistrationProblem(last);
  }

  /** Asks Meta to send a code to the number. @throws AppError `already_verified`, or Meta's own problem. */
  async requestCode(opened: OpenedNumber, input: { method: 'SMS' | 'VOICE'; language: string }): Promise<void> {
    const { phoneNumberId } = opened.record;
    const answer = await this.#deps.graph.requestVerificationCode(phoneNumberId, input, opened.accessToken);
    if (!answer.ok && answer.failure.code === metaCode.alreadyVerified) await this.#readBack(opened);
    await this.#require(opened, answer);
  }

  /** Brings the code back to Meta. @throws AppError `verification_code_wrong`, or Meta's own problem. */
  async confirmCode(opened: OpenedNumber, code: string): Promise<void> {
    const { phoneNumberId } = opened.record;
    const answer = await this.#deps.graph.verifyCode(phoneNumberId, code.replace('-', ''), opened.accessToken);
    if (answer.ok || !isClearlyRefused(answer.failure)) await this.#readBack(opened);
    await this.#require(opened, answer);
  }

  /** Sets another PIN at Meta; it is kept as one that nobody has seen. @throws AppError Meta's own problem. */
  async setPin(opened: OpenedNumber, pin: string): Promise<void> {
    const { graph, store } = this.#deps;
    const proposed = await store.propose(opened.record, pin);
    const answer = await graph.setPin(opened.record.phoneNumberId, pin, opened.accessToken);
    if (answer.ok) await store.taken(opened.record, proposed, false);
    else if (isClearlyRefused(answer.failure)) await store.refused(opened.record, proposed);
    await this.#require(opened, answer);
  }

  /** One try with one PIN. @returns null when Meta took it, also where its answer was lost. */
  async #tryPin(opened: OpenedNumber, kept: KeptPin, isKnownToOwner: boolean): Promise<GraphFailure | null> {
    const { graph, store, evidence, clock } = this.#deps;
    const { record, accessToken } = opened;
    await store.takeTry(record);
    const at = clock.now();
    const answer = await graph.registerNumber(record.phoneNumberId, kept.pin, accessToken);
    if (answer.ok) {
      await store.taken(record, kept, isKnownToOwner);
      await evidence.recordEvidence(record, at, { registration: registeredByUs(record.registration, at) }, false);
      await this.#readBack(opened);
      return null;
    }
    const { failure } = answer;
    await this.#recordBadToken(opened, failure);
    if (isClearlyRefused(failure)) {
      await store.refused(record, kept);
      if (failure.code === metaCode.registeredTooOften) throw await store.block(record);
      if (failure.code === metaCode.verifyFirst) await this.#readBack(opened);
      return failure;
    }
    // Registered now and not before: then Meta took this PIN, although its answer was lost.
    const wasRegistered = record.registration && registrationFinding(record.registration).verdict === 'good';
    if ((await this.#readBack(opened)) !== true || wasRegistered) return failure;
    await store.taken(record, kept, isKnownToOwner);
    return null;
  }

  /** Asks Meta how the number stands now, and keeps what is clear. @returns whether it is registered; null: unclear. */
  async #readBack({ record, accessToken }: OpenedNumber): Promise<boolean | null> {
    const { graph, evidence, clock, appId } = this.#deps;
    const at = clock.now();
    const node = await graph.readPhoneNumber(record.phoneNumberId, accessToken);
    const found = evidenceIn({ node }, { at, kept: record, appId });
    await evidence.recordEvidence(record, at, found.evidence, false);
    const { registration } = found.evidence;
    return registration ? registrationFinding(registration).verdict === 'good' : null;
  }

  async #recordBadToken({ record }: OpenedNumber, failure: GraphFailure): Promise<void> {
    const { evidence, clock } = this.#deps;
    if (failure.kind !== 'token_invalid') return;
    await evidence.recordBadToken(record, clock.now(), evidenceProblem(failure));
  }

  async #require(opened: OpenedNumber, answer: GraphResult<void>): Promise<void> {
    if (answer.ok) return;
    await this.#recordBadToken(opened, answer.failure);
    throw toRegistrationProblem(answer.failure);
  }
}
