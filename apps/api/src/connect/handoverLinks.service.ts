import type { CreateHandoverReply, HandoverDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AuditService } from '../accounts/audit.service.js';
import type { Principal } from '../accounts/session.service.js';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { hashSecret, newId, newSecret } from '../platform/ids.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AttemptService } from './attempt.service.js';
import type { HandoverRecord } from './handover.model.js';
import type { HandoverUpdates } from './handoverUpdates.js';
import { handoverKeptMs, handoverLinkLifeMs } from './lifetimes.js';

export interface HandoverLinksDeps {
  handovers: Model<HandoverRecord>;
  attempts: Pick<AttemptService, 'withdraw'>;
  audit: Pick<AuditService, 'record'>;
  rateLimits: RateLimits;
  updates: HandoverUpdates;
  clock: Clock;
  frontendUrl: string;
}

/** The links that members make: the token is in the link alone, and the database keeps its hash. */
export function createHandoverLinksService(deps: HandoverLinksDeps) {
  const { handovers, attempts, audit, rateLimits, updates, clock, frontendUrl } = deps;
  const perUser = rateLimits('handover-user', { points: 20, durationSeconds: 15 * 60 });

  async function get(accountId: string, handoverId: string): Promise<HandoverDto> {
    const handover = await handovers.findOne({ accountId, handoverId }).lean<HandoverRecord>();
    if (!handover) throw new AppError('not_found');
    return updates.show(handover);
  }

  return {
    get,

    async create({ accountId, userId }: Principal, address: string): Promise<Omit<CreateHandoverReply, 'success'>> {
      await perUser.take(userId);
      const token = newSecret();
      const createdAt = clock.now();
      const expiresAt = later(createdAt, handoverLinkLifeMs);
      const created: HandoverRecord = {
        handoverId: newId('hov'),
        accountId,
        userId,
        tokenHash: hashSecret(token),
        createdAt,
        expiresAt,
      };
      await handovers.create(created);
      const text = 'A hand-over link was made.';
      await audit.record({ accountId, action: 'handover.created', text, userId, address });
      return { handover: await updates.show(created), url: `${frontendUrl}/connect#${token}` };
    },

    async cancel(accountId: string, handoverId: string): Promise<HandoverDto> {
      const key = { accountId, handoverId };
      const cancelledAt = clock.now();
      const unused = { ...key, usedAt: { $exists: false }, cancelledAt: { $exists: false } };
      await handovers.updateOne(unused, { $set: { cancelledAt } });
      const handover = await handovers.findOne(key).lean<HandoverRecord>();
      if (!handover) throw new AppError('not_found');
      if (handover.attemptId && (await attempts.withdraw(accountId, handover.attemptId))) {
        await handovers.updateOne(key, { $set: { cancelledAt } });
      }
      updates.announce(accountId, handoverId);
      return get(accountId, handoverId);
    },

    async sweep(): Promise<void> {
      await handovers.deleteMany({ expiresAt: { $lte: later(clock.now(), -handoverKeptMs) } });
    },
  };
}
export type HandoverLinksService = ReturnType<typeof createHandoverLinksService>;
