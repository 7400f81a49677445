import type { authEndpoints, ConfirmEmailReply } from '@switchboard/contracts';
import { type Call, done } from '../platform/endpoint.js';
import type { EmailService } from './email.service.js';
import type { RecoveryService } from './recovery.service.js';
import { getPrincipal, readAddress } from './requireMay.js';

type Of<Name extends keyof typeof authEndpoints> = Call<(typeof authEndpoints)[Name]>;

export function createRecoveryController({ recovery, email }: { recovery: RecoveryService; email: EmailService }) {
  return {
    async forgot({ body, req }: Of<'forgotPassword'>) {
      await recovery.ask(body.email, readAddress(req));
      return done;
    },
    async reset({ body, req }: Of<'resetPassword'>) {
      await recovery.reset(body, readAddress(req));
      return done;
    },
    async confirmEmail({ body, req }: Of<'confirmEmail'>): Promise<ConfirmEmailReply> {
      return { success: true, email: await email.confirm(body.token, readAddress(req)) };
    },
    async changeEmail({ body, req, res }: Of<'changeEmail'>) {
      await email.askChange(getPrincipal(res), body, readAddress(req));
      return done;
    },
    async sendConfirmation({ res }: Of<'sendConfirmation'>) {
      await email.sendAgain(getPrincipal(res));
      return done;
    },
  };
}
export type RecoveryController = ReturnType<typeof createRecoveryController>;
