import {
  changeEmailRequest,
  confirmEmailReply,
  confirmEmailRequest,
  forgotPasswordRequest,
  resetPasswordRequest,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import type { EmailService } from './email.service.js';
import type { RecoveryService } from './recovery.service.js';
import { addressOf, principalOf } from './requireMay.js';

export function createRecoveryController({ recovery, email }: { recovery: RecoveryService; email: EmailService }) {
  return {
    async forgot(req: Request, res: Response) {
      await recovery.ask(forgotPasswordRequest.parse(req.body).email, addressOf(req));
      res.json({ success: true });
    },
    async reset(req: Request, res: Response) {
      await recovery.reset(resetPasswordRequest.parse(req.body), addressOf(req));
      res.json({ success: true });
    },
    async confirmEmail(req: Request, res: Response) {
      const confirmed = await email.confirm(confirmEmailRequest.parse(req.body).token, addressOf(req));
      res.json(confirmEmailReply.parse({ success: true, email: confirmed }));
    },
    async changeEmail(req: Request, res: Response) {
      await email.askChange(principalOf(res), changeEmailRequest.parse(req.body), addressOf(req));
      res.json({ success: true });
    },
    async sendConfirmation(_req: Request, res: Response) {
      await email.sendAgain(principalOf(res));
      res.json({ success: true });
    },
  };
}
export type RecoveryController = ReturnType<typeof createRecoveryController>;
