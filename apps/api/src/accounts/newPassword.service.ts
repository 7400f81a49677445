import type { ChangePasswordRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import { hashPassword } from './password.js';
import type { FreshProof } from './secondFactor/freshProof.service.js';
import type { Principal } from './session.service.js';
import type { SessionEnds } from './sessionEnds.service.js';
import { requireStrongPassword } from './strongPassword.js';
import type { UserRecord } from './user.model.js';

export interface NewPasswordDeps {
  users: Model<UserRecord>;
  ends: Pick<SessionEnds, 'endOthers' | 'endAll'>;
  freshProof: Pick<FreshProof, 'requireWithPassword'>;
  audit: AuditService;
  mails: Pick<AccountMails, 'notify'>;
  clock: Clock;
}

/** Sessions that were opened with the old password end. */
export function createNewPasswordService({ users, ends, freshProof, audit, mails, clock }: NewPasswordDeps) {
  return {
    /** @throws AppError `wrong_password`, `proof_needed`, `weak_password`, `too_many_requests` */
    async change(principal: Principal, input: ChangePasswordRequest, address: string): Promise<void> {
      const { accountId, userId, sessionId } = principal;
      const user = await freshProof.requireWithPassword(principal, input.currentPassword);
      await requireStrongPassword(input.newPassword, [user.name, user.email]);
      await users.updateOne({ userId }, { $set: { passwordHash: await hashPassword(input.newPassword) } });
      await ends.endOthers(userId, sessionId);
      const text = 'The password was changed; every other session of this person ended.';
      await audit.record({ accountId, action: 'password.changed', text, userId, address });
      await mails.notify({
        userId,
        subject: 'Your Switchboard password was changed',
        paragraphs: [
          'Your password was changed by somebody who knew the old one. Everywhere else you are signed out.',
          'If it was not you, ask for a new password on the log-in page now.',
        ],
      });
    },

    /** For somebody who has opened a link sent to their address, which that confirms. */
    async replaceForgotten({ userId, emailConfirmedAt }: UserRecord, passwordHash: string): Promise<void> {
      // Before and after: nobody who was signed in stays if the process dies in between, nor who came in meanwhile.
      await ends.endAll(userId);
      const confirmedAt = emailConfirmedAt ?? clock.now();
      await users.updateOne({ userId }, { $set: { passwordHash, emailConfirmedAt: confirmedAt } });
      await ends.endAll(userId);
    },
  };
}
export type NewPasswordService = ReturnType<typeof createNewPasswordService>;
