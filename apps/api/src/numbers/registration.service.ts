import { randomInt } from 'node:crypto';
import { type Fix, metaCode, type NumberDto } from '@switchboard/contracts';
import type { GraphClient, GraphFailure, GraphResult } from '@switchboard/graph';
import type { AuditService } from '../accounts/audit.service.js';
import { may, refusalOf } from '../accounts/policy.js';
import type { Principal } from '../accounts/session.service.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { FixClaims } from './fixClaims.js';
import { badToken, evidenceIn, evidenceProblem } from './foundEvidence.js';
import { registrationFinding } from './ladder.js';
import { registeredByUs } from './ladderEvidence.js';
import { isOnBizApp, type NumberService, type OpenedNumber, type PhoneNumberRecord } from './number.service.js';
import { isClearlyRefused, problemOfRegistering } from './registrationProblem.js';
import type { KeptPin, RegistrationStore } from './registrationStore.js';

export interface RegistrationDeps {
  numbers: NumberService;
  store: RegistrationStore;
  graph: GraphClient;
  audit: Pick<AuditService, 'record'>;
  fixes: FixClaims;
  rateLimits: RateLimits;
  clock: Clock;
  appId: string;
  /** Asks Meta what a fix that worked may have changed beside what it was for. */
  afterFix: (accountId: string, phoneNumberIds: readonly string[]) => Promise<void>;
  events: DomainEvents;
}

/** Who asks, and from where. `userId` is absent where nobody pressed anything. */
export interface Asking {
  accountId: string;
  role: Principal['role'];
  userId?: string;
  address?: string;
}

/** Six digits, every combination alike. */
const randomPin = () => String(randomInt(1_000_000)).padStart(6, '0');

/**
 * Registering a number with Cloud API, its two-step PIN, and proving its ownership by a code (meta-platform 6). A PIN is
 * sealed and durable before Meta hears of it, so that no crash loses the right one; each try is counted before it is
 * made; what Meta did not answer clearly is read back.
 */
export function createRegistrationService(deps: RegistrationDeps) {
  const { numbers, store, graph, audit, fixes, clock, appId, events } = deps;
  const perAccount = deps.rateLimits('register-account', { points: 40, durationSeconds: 10 * 60 });
  /** A code has a million possibilities: guessing stays hopeless. */
  const codesPerNumber = deps.rateLimits('verify-number', { points: 10, durationSeconds: 60 * 60 });

  /** One active number that is registered here and not on the phone. */
  async function registrable(accountId: string, phoneNumberId: string): Promise<PhoneNumberRecord> {
    const [record] = await numbers.active(accountId, [phoneNumberId]);
    if (!record) throw new AppError('number_not_found');
    if (isOnBizApp(record)) throw new AppError('coexistence_number');
    return record;
  }

  /** Asks Meta how the number stands now, and keeps what is clear. @returns whether it is registered; null: unclear. */
  async function readBack({ record, accessToken }: OpenedNumber): Promise<boolean | null> {
    const at = clock.now();
    const node = await graph.readPhoneNumber(record.phoneNumberId, accessToken);
    const { evidence } = evidenceIn({ node }, { at, kept: record, appId });
    await numbers.recordEvidence(record, at, evidence, false);
    return evidence.registration ? registrationFinding(evidence.registration).verdict === 'good' : null;
  }

  async function noteBadToken({ record }: OpenedNumber, failure: GraphFailure): Promise<void> {
    if (failure.kind !== 'token_invalid') return;
    const at = clock.now();
    await numbers.recordEvidence(record, at, { token: badToken(evidenceProblem(failure), at, record.token) }, false);
  }

  /** Runs one fix at a time for a number, tells the browsers and the story, and gives the number as it is afterwards. */
  async function fixing(
    asking: Asking,
    phoneNumberId: string,
    fix: Fix,
    work: (opened: OpenedNumber) => Promise<void>,
  ): Promise<NumberDto> {
    const { accountId, userId } = asking;
    const record = await registrable(accountId, phoneNumberId);
    await perAccount.take(accountId);
    const startedAt = clock.now();
    const tell = (code: string | null, fbtraceId?: string) => {
      events.emit('numbers.changed', { accountId });
      const durationMs = clock.now().getTime() - startedAt.getTime();
      events.emit('fix.finished', {
        accountId,
        userId,
        phoneNumberIds: [phoneNumberId],
        fix,
        code,
        startedAt,
        durationMs,
        fbtraceId,
      });
    };
    await fixes.once(`register ${accountId} ${phoneNumberId}`, async () => {
      try {
        await work(await numbers.open(record));
      } catch (error) {
        if (error instanceof AppError) {
          const { fbtraceId } = error.details ?? {};
          tell(error.code, typeof fbtraceId === 'string' ? fbtraceId : undefined);
        }
        throw error;
      }
      tell(null);
      await deps.afterFix(accountId, [phoneNumberId]);
    });
    return numbers.get(accountId, phoneNumberId);
  }

  /** One try with one PIN. @returns null when Meta took it, or the PIN was taken after all. */
  async function tryPin(opened: OpenedNumber, kept: KeptPin, isKnownToOwner: boolean): Promise<GraphFailure | null> {
    const { record, accessToken } = opened;
    await store.takeTry(record);
    const at = clock.now();
    const answer = await graph.registerNumber(record.phoneNumberId, kept.pin, accessToken);
    if (answer.ok) {
      await store.taken(record, kept, isKnownToOwner);
      await numbers.recordEvidence(record, at, { registration: registeredByUs(record.registration, at) }, false);
      await readBack(opened);
      return null;
    }
    const { failure } = answer;
    await noteBadToken(opened, failure);
    if (isClearlyRefused(failure)) {
      await store.refused(record, kept);
      if (failure.code === metaCode.registeredTooOften) throw await store.block(record);
      if (failure.code === metaCode.verifyFirst) await readBack(opened);
      return failure;
    }
    // Registered now and not before: then Meta took this PIN, although its answer was lost.
    const wasRegistered = record.registration && registrationFinding(record.registration).verdict === 'good';
    if ((await readBack(opened)) !== true || wasRegistered) return failure;
    await store.taken(record, kept, isKnownToOwner);
    return null;
  }

  async function register(asking: Asking, phoneNumberId: string, pin?: string): Promise<NumberDto> {
    if (pin !== undefined) {
      await registrable(asking.accountId, phoneNumberId);
      // A PIN that is entered becomes the number's own where it has none: that is the owner's to choose.
      if (!may(asking, 'pin.choose')) throw refusalOf('pin.choose');
    }
    return fixing(asking, phoneNumberId, 'register', async (opened) => {
      const known = pin === undefined ? await store.pins(opened.record) : [];
      const candidates = known.length > 0 ? known : [await store.propose(opened.record, pin ?? randomPin())];
      let last: GraphFailure | null = null;
      for (const candidate of candidates) {
        last = await tryPin(opened, candidate, pin !== undefined);
        if (last?.code !== metaCode.wrongPin) break;
      }
      if (last) throw problemOfRegistering(last);
    });
  }

  /** The answer, or its failure thrown in words. */
  async function require(opened: OpenedNumber, answer: GraphResult<void>): Promise<void> {
    if (answer.ok) return;
    await noteBadToken(opened, answer.failure);
    throw problemOfRegistering(answer.failure);
  }

  return {
    /**
     * Registers a number, with the PIN that is kept, one that an owner enters, or one made at random. Support staff may,
     * with the kept one.
     *
     * @throws AppError `owner_only`, `number_not_found`, `coexistence_number`, `fix_under_way`, `pin_wrong`,
     *   `verification_needed`, `registration_limited` (with `freeAt`; Meta is not asked then), or Meta's own problem.
     */
    register,

    /** Asks Meta to send a code to the number. @throws AppError `already_verified`, and as for registering. */
    requestCode(asking: Asking, phoneNumberId: string, input: { method: 'SMS' | 'VOICE'; language: string }) {
      return fixing(asking, phoneNumberId, 'verify_number', async (opened) => {
        const answer = await graph.requestVerificationCode(phoneNumberId, input, opened.accessToken);
        if (!answer.ok && answer.failure.code === metaCode.alreadyVerified) await readBack(opened);
        await require(opened, answer);
      });
    },

    /** Brings the code back to Meta. @throws AppError `verification_code_wrong`, and as for registering. */
    async confirmCode(asking: Asking, phoneNumberId: string, code: string): Promise<NumberDto> {
      await registrable(asking.accountId, phoneNumberId);
      await codesPerNumber.take(`${asking.accountId} ${phoneNumberId}`);
      return fixing(asking, phoneNumberId, 'verify_number', async (opened) => {
        const answer = await graph.verifyCode(phoneNumberId, code.replace('-', ''), opened.accessToken);
        if (answer.ok || !isClearlyRefused(answer.failure)) await readBack(opened);
        await require(opened, answer);
      });
    },

    /**
     * Shows the PIN, once.
     *
     * @throws AppError `number_not_found`, `pin_not_kept`, `pin_already_shown`, `token_unreadable`.
     */
    async revealPin(asking: Asking, phoneNumberId: string): Promise<{ pin: string; phoneNumber: NumberDto }> {
      const key = { accountId: asking.accountId, phoneNumberId };
      const pin = await store.reveal(key);
      try {
        await audit.record({
          ...auditOf(asking, phoneNumberId),
          action: 'pin.revealed',
          text: 'Looked at the two-step PIN.',
        });
      } catch (error) {
        // What is not written down is not shown.
        await store.unreveal(key);
        throw error;
      }
      events.emit('numbers.changed', { accountId: asking.accountId });
      return { pin, phoneNumber: await numbers.get(asking.accountId, phoneNumberId) };
    },

    /** Sets another PIN at Meta, and tells it once. @throws AppError as for registering. */
    async changePin(asking: Asking, phoneNumberId: string, chosen?: string) {
      const pin = chosen ?? randomPin();
      await fixing(asking, phoneNumberId, 'register', async (opened) => {
        const proposed = await store.propose(opened.record, pin);
        const answer = await graph.setPin(phoneNumberId, pin, opened.accessToken);
        if (answer.ok) await store.taken(opened.record, proposed, false);
        else if (isClearlyRefused(answer.failure)) await store.refused(opened.record, proposed);
        await require(opened, answer);
      });
      await audit.record({
        ...auditOf(asking, phoneNumberId),
        action: 'pin.changed',
        text: 'Set another two-step PIN.',
      });
      // Only what reaches an owner counts as shown: had the audit failed, it could still be looked at.
      await store.shown({ accountId: asking.accountId, phoneNumberId });
      events.emit('numbers.changed', { accountId: asking.accountId });
      return { pin, phoneNumber: await numbers.get(asking.accountId, phoneNumberId) };
    },

    /**
     * Registers those of the numbers of a login that Meta says are not registered: onboarding step 3 of Meta's. What
     * cannot be done is left to the button.
     *
     * @returns what became of each that was tried: null, or the code of the problem.
     */
    async registerAfterConnect(
      asking: Asking,
      phoneNumberIds: readonly string[],
    ): Promise<Map<string, AppError['code'] | null>> {
      const records = await numbers.active(asking.accountId, phoneNumberIds);
      const due = records.filter(
        ({ registration }) => registration && registrationFinding(registration).fix === 'register',
      );
      const outcomes = await Promise.all(
        due.map(async ({ phoneNumberId }): Promise<[string, AppError['code'] | null]> => {
          try {
            await register(asking, phoneNumberId);
            return [phoneNumberId, null];
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
            return [phoneNumberId, error.code];
          }
        }),
      );
      return new Map(outcomes);
    },
  };
}
export type RegistrationService = ReturnType<typeof createRegistrationService>;

const auditOf = ({ accountId, userId, address }: Asking, phoneNumberId: string) => ({
  accountId,
  userId,
  phoneNumberId,
  address,
});
