import type { GraphFailure } from '@switchboard/graph';
import type { Model } from 'mongoose';
import { later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { toPhoneUse } from './activation.js';
import { badToken, type FoundEvidence, refusalEvidence } from './foundEvidence.js';
import { metaClockMs } from './ladderEvidence.js';
import type {
  EvidenceProblem,
  HandoverEvidence,
  PhoneNumberRecord,
  SubscriptionEvidence,
} from './phoneNumber.model.js';
import { createSameToken } from './sameToken.js';
import type { TokenVault } from './tokenVault.js';

export interface NumberEvidenceDeps {
  numbers: Model<PhoneNumberRecord>;
  vault: TokenVault;
  events: DomainEvents;
}

type NumberKey = Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId'>;

/** Keeps what is learned of numbers: what Meta answers, and what happens with them. */
export class NumberEvidence {
  readonly #numbers: Model<PhoneNumberRecord>;
  readonly #sameToken: ReturnType<typeof createSameToken>;
  readonly #events: DomainEvents;

  constructor({ numbers, vault, events }: NumberEvidenceDeps) {
    this.#numbers = numbers;
    this.#sameToken = createSameToken({ numbers, vault });
    this.#events = events;
  }

  /**
   * Keeps each part of what a check found unless something newer is stored, or it was asked before the present login.
   * `ladderEvidence.ts` is this rule without a database.
   *
   * @param askedAt when the question was put.
   * @param complete whether every question was answered: only then does it count as verified.
   */
  async recordEvidence(record: NumberKey, askedAt: Date, found: FoundEvidence, complete: boolean): Promise<void> {
    const { accountId, phoneNumberId } = record;
    const key = { accountId, phoneNumberId, isActive: true };
    const { token, registration, subscription, health, ...node } = found;
    const unlessNewer = (path: string, set: Partial<PhoneNumberRecord>) => ({
      updateOne: {
        filter: {
          ...key,
          connectedAt: { $lte: askedAt },
          $or: [{ [path]: { $exists: false } }, { [path]: { $lte: askedAt } }],
        },
        update: { $set: set },
      },
    });
    await this.#numbers.bulkWrite([
      ...(token ? [unlessNewer('token.at', { token })] : []),
      ...(registration ? [unlessNewer('registration.at', { registration, ...node, ...toPhoneUse(registration) })] : []),
      ...(subscription ? [unlessNewer('subscription.at', { subscription })] : []),
      ...(health ? [unlessNewer('health.at', { health })] : []),
      ...(complete ? [{ updateOne: { filter: key, update: { $max: { verifiedAt: askedAt } } } }] : []),
    ]);
    if (!token) return;
    for (const other of await this.#sameToken.spread(record, token)) {
      this.#events.emit('numbers.changed', { accountId: other });
    }
  }

  /** Keeps what a refused message proves: no access, or no permission. @returns whether it proves anything. */
  async recordRefusal({ accountId, phoneNumberId }: NumberKey, sentAt: Date, failure: GraphFailure): Promise<boolean> {
    const record = await this.#numbers.findOne({ accountId, phoneNumberId, isActive: true }).lean<PhoneNumberRecord>();
    const evidence = refusalEvidence(failure, { at: sentAt, kept: record?.token });
    if (!record || Object.keys(evidence).length === 0) return false;
    await this.recordEvidence(record, sentAt, evidence, false);
    return true;
  }

  /** Keeps that the token of a number does not work. @param at when that was found. */
  recordBadToken(record: PhoneNumberRecord, at: Date, problem: EvidenceProblem): Promise<void> {
    return this.recordEvidence(record, at, { token: badToken(problem, at, record.token) }, false);
  }

  /** Keeps whether Meta delivers the webhooks of a WABA, for every number of the account on it. */
  async recordSubscription(accountId: string, wabaId: string, subscription: SubscriptionEvidence): Promise<void> {
    await this.#numbers.updateMany(
      {
        accountId,
        wabaId,
        isActive: true,
        connectedAt: { $lte: subscription.at },
        $or: [{ subscription: { $exists: false } }, { 'subscription.at': { $lte: subscription.at } }],
      },
      { $set: { subscription } },
    );
  }

  /** Keeps when something last happened with numbers, each by its id, unless it was before their present login. */
  async recordOccurrences(
    kind: 'heard' | 'delivered' | 'standby',
    occurrences: ReadonlyMap<string, Date>,
  ): Promise<void> {
    if (occurrences.size === 0) return;
    await this.#numbers.bulkWrite(
      [...occurrences].map(([phoneNumberId, at]) => ({
        updateOne: {
          filter: { phoneNumberId, isActive: true, connectedAt: { $lt: later(at, metaClockMs) } },
          update: { $max: { [`${kind}.at`]: at } },
        },
      })),
      { ordered: false },
    );
  }

  /** Keeps the latest hand-over of a conversation. @returns whether it is the number's first. */
  async recordHandover(accountId: string, phoneNumberId: string, handover: HandoverEvidence): Promise<boolean> {
    const before = await this.#numbers
      .findOneAndUpdate(
        {
          accountId,
          phoneNumberId,
          isActive: true,
          $or: [
            { handover: { $exists: false } },
            { 'handover.at': { $lt: handover.at } },
            // Within one second of Meta's clock a hand-over to us counts, in whichever order they come.
            ...(handover.who === 'us' ? [{ 'handover.at': handover.at }] : []),
          ],
        },
        { $set: { handover } },
        { returnDocument: 'before', projection: { handover: 1 } },
      )
      .lean<Pick<PhoneNumberRecord, 'handover'>>();
    return before !== null && before.handover === undefined;
  }
}
