import { isValidObjectId, type Model, Types } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { hashSecret } from '../platform/ids.js';
import type { InvitationRecord } from './invitation.model.js';
import type { InvitationTokens } from './invitationTokens.js';
import { invitationLifeMs } from './lifetimes.js';
import type { MembershipRecord } from './membership.model.js';
import { may } from './policy.js';

export interface InvitationStoreDeps {
  invitations: Model<InvitationRecord>;
  memberships: Model<MembershipRecord>;
  tokens: Pick<InvitationTokens, 'deriveToken'>;
  clock: Clock;
}

export type NewInvitation = Pick<InvitationRecord, 'accountId' | 'invitedBy' | 'role' | 'email'>;

/** Each works once, for seven days, and for as long as whoever made it may invite. */
export function createInvitationStore({ invitations, memberships, tokens, clock }: InvitationStoreDeps) {
  async function requireMakerMayInvite({ accountId, invitedBy }: InvitationRecord): Promise<void> {
    const maker = await memberships.findOne({ accountId, userId: invitedBy }).lean();
    if (!maker || !may(maker, 'team.invite')) throw new AppError('invitation_invalid');
  }

  return {
    async create({ email, ...invitation }: NewInvitation): Promise<InvitationRecord> {
      const which = { _id: new Types.ObjectId(), generation: 0 };
      const now = clock.now();
      return invitations.create({
        ...which,
        ...invitation,
        tokenHash: hashSecret(tokens.deriveToken(which)),
        madeAt: now,
        ...(email ? { email } : {}),
        expiresAt: later(now, invitationLifeMs),
      });
    },

    /** What nobody has taken yet, the newest first. */
    listOpen: (accountId: string): Promise<InvitationRecord[]> =>
      invitations
        .find({ accountId, expiresAt: { $gt: clock.now() } })
        .sort({ createdAt: -1 })
        .lean<InvitationRecord[]>(),

    /** @throws AppError `not_found` */
    async findOpen(accountId: string, invitationId: string): Promise<InvitationRecord> {
      const found = isValidObjectId(invitationId)
        ? await invitations
            .findOne({ _id: invitationId, accountId, expiresAt: { $gt: clock.now() } })
            .lean<InvitationRecord>()
        : null;
      if (!found) throw new AppError('not_found');
      return found;
    },

    /** The old link stops working. @param invitedBy who answers for it from now on. @throws AppError `not_found` */
    async renew({ _id, accountId, ...found }: InvitationRecord, invitedBy: string): Promise<InvitationRecord> {
      const now = clock.now();
      const generation = (found.generation ?? 0) + 1;
      const tokenHash = hashSecret(tokens.deriveToken({ _id, generation }));
      const invitation = await invitations
        .findOneAndUpdate(
          // By the old token: of two renewals at once one wins, since the other's link would not work.
          { _id, accountId, tokenHash: found.tokenHash },
          { $set: { tokenHash, generation, invitedBy, madeAt: now, expiresAt: later(now, invitationLifeMs) } },
          { returnDocument: 'after' },
        )
        .lean<InvitationRecord>();
      if (!invitation) throw new AppError('not_found');
      return invitation;
    },

    async remove({ _id, accountId }: InvitationRecord): Promise<InvitationRecord> {
      const removed = await invitations.findOneAndDelete({ _id, accountId }).lean<InvitationRecord>();
      if (!removed) throw new AppError('not_found');
      return removed;
    },

    /** @throws AppError `invitation_invalid` */
    async findByToken(token: string): Promise<InvitationRecord> {
      const invitation = await invitations.findOne({ tokenHash: hashSecret(token) }).lean();
      if (!invitation || invitation.expiresAt <= clock.now()) throw new AppError('invitation_invalid');
      await requireMakerMayInvite(invitation);
      return invitation;
    },

    /** Uses it up, by one atomic delete. @throws AppError `invitation_invalid` */
    async take(token: string): Promise<InvitationRecord> {
      const taken = await invitations
        .findOneAndDelete({ tokenHash: hashSecret(token), expiresAt: { $gt: clock.now() } })
        .lean();
      if (!taken) throw new AppError('invitation_invalid');
      await requireMakerMayInvite(taken);
      return taken;
    },

    async putBack(taken: InvitationRecord): Promise<void> {
      await invitations.create(taken);
    },

    async removeMadeBy(accountId: string, userId: string): Promise<void> {
      await invitations.deleteMany({ accountId, invitedBy: userId });
    },

    async sweep(): Promise<void> {
      await invitations.deleteMany({ expiresAt: { $lte: clock.now() } });
    },
  };
}
export type InvitationStore = ReturnType<typeof createInvitationStore>;
