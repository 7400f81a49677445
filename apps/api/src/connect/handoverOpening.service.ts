import type { Flow, HandoverLookReply, StartConnectReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/account.service.js';
import type { AuditService } from '../accounts/audit.service.js';
import { toNetworkPrefix } from '../platform/clientAddress.js';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { hashSecret, newId, newSecret } from '../platform/ids.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { unusableBecause } from './handover.js';
import type { HandoverRecord } from './handover.model.js';
import type { HandoverUpdates } from './handoverUpdates.js';
import { type HandoverAccounts, requireUsable, type Visitor } from './handoverVisit.js';
import { handoverBrowserMs } from './lifetimes.js';
import type { StartService } from './start.service.js';

export interface HandoverOpeningDeps {
  handovers: Model<HandoverRecord>;
  accounts: HandoverAccounts & Pick<AccountService, 'getName' | 'getUserName'>;
  audit: Pick<AuditService, 'record'>;
  starts: Pick<StartService, 'begin'>;
  rateLimits: RateLimits;
  updates: HandoverUpdates;
  clock: Clock;
}

export interface StartedHandover {
  reply: Omit<StartConnectReply, 'success'>;
  browser: string;
  browserUntil: Date;
}

/** Opens links, for somebody without an account here. The new grant proves that the number is theirs. */
export function createHandoverOpeningService(deps: HandoverOpeningDeps) {
  const { handovers, accounts, audit, starts, rateLimits, updates, clock } = deps;
  const lookPerAddress = rateLimits('handover-look', { points: 60, durationSeconds: 15 * 60 });
  const startPerAddress = rateLimits('handover-start', { points: 20, durationSeconds: 15 * 60 });

  async function findUsable(token: string, visitor: Visitor): Promise<HandoverRecord> {
    const handover = await handovers.findOne({ tokenHash: hashSecret(token) }).lean<HandoverRecord>();
    const refusal = unusableBecause(handover, clock.now());
    if (!handover || refusal) throw new AppError(refusal ?? 'handover_invalid');
    await requireUsable(accounts, handover, visitor);
    return handover;
  }

  return {
    /** What a link is for. Stores only that it was opened. @throws AppError. */
    async look(token: string, visitor: Visitor): Promise<Omit<HandoverLookReply, 'success' | 'signup'>> {
      await lookPerAddress.take(toNetworkPrefix(visitor.address));
      const { accountId, handoverId, userId, expiresAt } = await findUsable(token, visitor);
      const first = await handovers.updateOne(
        { accountId, handoverId, openedAt: { $exists: false } },
        { $set: { openedAt: clock.now() } },
      );
      if (first.modifiedCount > 0) updates.announce(accountId, handoverId);
      return {
        accountName: await accounts.getName(accountId),
        createdBy: await accounts.getUserName(userId),
        expiresAt: expiresAt.toISOString(),
      };
    },

    async start(token: string, flow: Flow | undefined, visitor: Visitor): Promise<StartedHandover> {
      await startPerAddress.take(toNetworkPrefix(visitor.address));
      const { accountId, handoverId, userId } = await findUsable(token, visitor);
      const now = clock.now();
      const attemptId = newId('att');
      const used = await handovers.updateOne(
        { accountId, handoverId, expiresAt: { $gt: now }, usedAt: { $exists: false }, cancelledAt: { $exists: false } },
        { $set: { usedAt: now, attemptId }, $min: { openedAt: now } },
      );
      if (used.modifiedCount === 0) {
        const current = await handovers.findOne({ accountId, handoverId }).lean<HandoverRecord>();
        throw new AppError(unusableBecause(current, now) ?? 'handover_used');
      }
      const { address } = visitor;
      const text = 'A hand-over link was used: a login at Meta has begun.';
      await audit.record({ accountId, action: 'handover.used', text, address });
      const browser = newSecret();
      // No session of a member has the id of a hand-over.
      const who = { accountId, userId, sessionId: handoverId, knownNumbersOnly: false };
      const reply = await starts.begin(
        { ...who, attemptId, handoverId, address, browserHash: hashSecret(browser) },
        { ...(flow ? { flow } : {}), choose: true },
      );
      updates.announce(accountId, handoverId);
      return { reply, browser, browserUntil: later(now, handoverBrowserMs) };
    },
  };
}
export type HandoverOpeningService = ReturnType<typeof createHandoverOpeningService>;
