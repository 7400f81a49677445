import type {
  AttemptDto,
  CancelConnectRequest,
  CreateHandoverReply,
  FinishConnectReply,
  FinishConnectRequest,
  Flow,
  HandoverDto,
  HandoverLookReply,
  StartConnectReply,
} from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/account.service.js';
import type { AuditService } from '../accounts/audit.service.js';
import { may } from '../accounts/policy.js';
import type { Principal } from '../accounts/session.service.js';
import { networkOf } from '../platform/clientAddress.js';
import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { hashSecret, newId, newSecret, sameText } from '../platform/ids.js';
import type { Logger } from '../platform/logger.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AttemptRecord } from './attempt.model.js';
import { toHandoverDto, unusableBecause } from './handover.js';
import type { HandoverRecord } from './handover.model.js';
import { handoverBrowserMs, handoverKeptMs, handoverLinkLifeMs } from './lifetimes.js';
import type { OAuthService } from './oauth.service.js';

/** Whoever uses a link: nobody has to be signed in. */
export interface Visitor {
  address: string;
  /** The accounts this browser is signed in to. */
  accountIds: readonly string[];
  /** What ties it to the attempt it has begun. */
  browser: string | null;
}

export interface HandoverDeps {
  handovers: Model<HandoverRecord>;
  oauth: OAuthService;
  accounts: AccountService;
  audit: AuditService;
  rateLimits: RateLimits;
  clock: Clock;
  logger: Logger;
  frontendUrl: string;
  signup: HandoverLookReply['signup'];
  events: DomainEvents;
}

type Begun = { reply: Omit<StartConnectReply, 'success'>; browser: string; browserUntil: Date };

/**
 * One-time links by which somebody without an account here connects a number to the account that made the link. The
 * token is in the link alone; the database keeps its hash. Starting uses it up, in one atomic write, and ties what
 * follows to the browser that did it. The new grant proves that the number is theirs.
 */
export function createHandoverService(deps: HandoverDeps) {
  const { handovers, oauth, clock } = deps;
  const perUser = deps.rateLimits('handover-user', { points: 20, durationSeconds: 15 * 60 });
  const lookPerAddress = deps.rateLimits('handover-look', { points: 60, durationSeconds: 15 * 60 });
  const startPerAddress = deps.rateLimits('handover-start', { points: 20, durationSeconds: 15 * 60 });
  /** What is told is told in its order. */
  let telling: Promise<void> = Promise.resolve();

  async function show(handover: HandoverRecord, known?: AttemptDto): Promise<HandoverDto> {
    const { accountId, attemptId, userId } = handover;
    const attempt = known ?? (attemptId ? await attemptOf(accountId, attemptId) : null);
    return toHandoverDto(handover, await deps.accounts.nameOfUser(userId), attempt, clock.now());
  }

  /** Null when the process died between using the link up and beginning its attempt. */
  async function attemptOf(accountId: string, attemptId: string): Promise<AttemptDto | null> {
    try {
      return await oauth.get(accountId, attemptId);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return null;
      throw error;
    }
  }

  const find = (accountId: string, handoverId: string) =>
    handovers.findOne({ accountId, handoverId }).lean<HandoverRecord>();

  function tell(accountId: string, handoverId: string, attempt?: AttemptDto): void {
    telling = telling
      .then(async () => {
        const handover = await find(accountId, handoverId);
        if (!handover) return;
        deps.events.emit('handover.changed', { accountId, handover: await show(handover, attempt) });
      })
      .catch((error: unknown) => deps.logger.warn({ err: error, handoverId }, 'a hand-over could not be told'));
  }

  /** Whoever made the link has to be a member still, and still be allowed to make one. */
  async function makerMay({ accountId, userId }: Pick<HandoverRecord, 'accountId' | 'userId'>): Promise<boolean> {
    const role = await deps.accounts.roleOf(accountId, userId);
    return role !== null && may({ role }, 'handover.create', await deps.accounts.permissionsOf(accountId));
  }

  /** The hand-over of a link that can be used by this visitor. @throws AppError. */
  async function usable(token: string, { accountIds }: Visitor): Promise<HandoverRecord> {
    const handover = await handovers.findOne({ tokenHash: hashSecret(token) }).lean<HandoverRecord>();
    const refusal = unusableBecause(handover, clock.now());
    if (!handover || refusal) throw new AppError(refusal ?? 'handover_invalid');
    if (accountIds.some((id) => id !== handover.accountId)) throw new AppError('handover_other_account');
    if (!(await makerMay(handover))) throw new AppError('handover_invalid');
    return handover;
  }

  async function requireVisitor(attempt: AttemptRecord, { accountIds }: Visitor): Promise<void> {
    if (accountIds.some((id) => id !== attempt.accountId)) throw new AppError('handover_other_account');
    if (!(await makerMay(attempt))) throw new AppError('handover_invalid');
  }

  /** The attempt of a state, for the browser that began it by a link. @throws AppError. */
  async function byState(state: string, visitor: Visitor): Promise<AttemptRecord> {
    const attempt = await oauth.findByState(state);
    if (!attempt.handoverId || !attempt.browserHash) throw new AppError('state_not_yours');
    const isSame = visitor.browser !== null && sameText(hashSecret(visitor.browser), attempt.browserHash);
    if (!isSame) throw new AppError('handover_other_browser');
    await requireVisitor(attempt, visitor);
    return attempt;
  }

  /** The attempt that this browser began. @throws AppError. */
  async function byBrowser(visitor: Visitor): Promise<AttemptRecord> {
    const attempt = visitor.browser === null ? null : await oauth.findByBrowser(hashSecret(visitor.browser));
    if (!attempt?.handoverId) throw new AppError('handover_other_browser');
    await requireVisitor(attempt, visitor);
    return attempt;
  }

  return {
    /** @throws AppError `too_many_requests`. */
    async create(principal: Principal, address: string): Promise<Omit<CreateHandoverReply, 'success'>> {
      const { accountId, userId } = principal;
      await perUser.take(userId);
      const token = newSecret();
      const now = clock.now();
      const created: Omit<HandoverRecord, 'tokenHash'> = {
        ...{ handoverId: newId('hov'), accountId, userId },
        createdAt: now,
        expiresAt: later(now, handoverLinkLifeMs),
      };
      await handovers.create({ ...created, tokenHash: hashSecret(token) });
      const text = 'A hand-over link was made.';
      await deps.audit.record({ accountId, action: 'handover.created', text, userId, address });
      const handover = await show({ ...created, tokenHash: '' });
      return { handover, url: `${deps.frontendUrl}/connect#${token}` };
    },

    /** @throws AppError `not_found`. */
    async get(accountId: string, handoverId: string): Promise<HandoverDto> {
      const handover = await find(accountId, handoverId);
      if (!handover) throw new AppError('not_found');
      return show(handover);
    },

    /** Takes a link back, and what it has begun as long as nothing is connected by it. @throws AppError `not_found`. */
    async cancel(accountId: string, handoverId: string): Promise<HandoverDto> {
      const key = { accountId, handoverId };
      const cancelledAt = clock.now();
      const unused = { ...key, usedAt: { $exists: false }, cancelledAt: { $exists: false } };
      await handovers.updateOne(unused, { $set: { cancelledAt } });
      const handover = await find(accountId, handoverId);
      if (!handover) throw new AppError('not_found');
      if (handover.attemptId && (await oauth.withdraw(accountId, handover.attemptId))) {
        await handovers.updateOne(key, { $set: { cancelledAt } });
      }
      tell(accountId, handoverId);
      return this.get(accountId, handoverId);
    },

    /** What a link is for. Changes nothing but that it is known to be open. @throws AppError. */
    async look(token: string, visitor: Visitor): Promise<Omit<HandoverLookReply, 'success'>> {
      await lookPerAddress.take(networkOf(visitor.address));
      const handover = await usable(token, visitor);
      const { accountId, handoverId } = handover;
      const first = await handovers.updateOne(
        { accountId, handoverId, openedAt: { $exists: false } },
        { $set: { openedAt: clock.now() } },
      );
      if (first.modifiedCount > 0) tell(accountId, handoverId);
      return {
        accountName: await deps.accounts.nameOf(accountId),
        createdBy: await deps.accounts.nameOfUser(handover.userId),
        expiresAt: handover.expiresAt.toISOString(),
        signup: deps.signup,
      };
    },

    /** Uses the link up and begins its attempt. @throws AppError. */
    async start(token: string, flow: Flow | undefined, visitor: Visitor): Promise<Begun> {
      await startPerAddress.take(networkOf(visitor.address));
      const { accountId, handoverId, userId } = await usable(token, visitor);
      const now = clock.now();
      const attemptId = newId('att');
      const used = await handovers.updateOne(
        { accountId, handoverId, expiresAt: { $gt: now }, usedAt: { $exists: false }, cancelledAt: { $exists: false } },
        { $set: { usedAt: now, attemptId }, $min: { openedAt: now } },
      );
      if (used.modifiedCount === 0) {
        throw new AppError(unusableBecause(await find(accountId, handoverId), now) ?? 'handover_used');
      }
      const text = 'A hand-over link was used: a login at Meta has begun.';
      await deps.audit.record({ accountId, action: 'handover.used', text, address: visitor.address });
      const browser = newSecret();
      const reply = await oauth.begin(
        {
          ...{ attemptId, accountId, userId, handoverId, address: visitor.address },
          // No session of a member's is this one.
          sessionId: handoverId,
          browserHash: hashSecret(browser),
          knownNumbersOnly: false,
        },
        { ...(flow ? { flow } : {}), choose: true },
      );
      tell(accountId, handoverId);
      return { reply, browser, browserUntil: later(now, handoverBrowserMs) };
    },

    async finish(input: FinishConnectRequest, visitor: Visitor): Promise<Omit<FinishConnectReply, 'success'>> {
      return oauth.finishFound(await byState(input.state, visitor), input);
    },

    async leave(input: CancelConnectRequest, visitor: Visitor): Promise<AttemptDto> {
      return oauth.cancelFound(await byState(input.state, visitor), input);
    },

    async choose(phoneNumberIds: readonly string[], visitor: Visitor): Promise<AttemptDto> {
      return oauth.chooseFound(await byBrowser(visitor), phoneNumberIds, false);
    },

    async attempt(visitor: Visitor): Promise<AttemptDto> {
      return oauth.show(await byBrowser(visitor));
    },

    /** Says how an attempt goes that a link began. */
    followAttempt(accountId: string, attempt: AttemptDto): void {
      if (attempt.handoverId) tell(accountId, attempt.handoverId, attempt);
    },

    async sweep(): Promise<void> {
      await handovers.deleteMany({ expiresAt: { $lte: later(clock.now(), -handoverKeptMs) } });
    },

    /** Ends when everything is told. */
    drain: (): Promise<void> => telling,
  };
}
export type HandoverService = ReturnType<typeof createHandoverService>;
