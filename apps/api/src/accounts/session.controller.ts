import { sessionsReply } from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { AppError } from '../platform/errors.js';
import type { AuditService } from './audit.service.js';
import { addressOf, principalOf } from './requireMay.js';
import type { SessionService } from './session.service.js';

/** Where a person is signed in, and ending it. */
export function createSessionController({ sessions, audit }: { sessions: SessionService; audit: AuditService }) {
  const record = (req: Pick<Request, 'ip'>, res: Response, text: string) => {
    const { accountId, userId } = principalOf(res);
    return audit.record({ accountId, action: 'session.ended', text, userId, address: addressOf(req) });
  };
  return {
    async list(_req: Request, res: Response) {
      res.json(sessionsReply.parse({ success: true, sessions: await sessions.list(principalOf(res)) }));
    },
    async end(req: Request<{ sessionId: string }>, res: Response) {
      const ended = await sessions.endOwn(principalOf(res), req.params.sessionId);
      if (!ended) throw new AppError('not_found');
      await record(req, res, `A session was ended: ${ended.device}.`);
      res.json({ success: true });
    },
    async endOthers(req: Request, res: Response) {
      const { userId, sessionId } = principalOf(res);
      const count = await sessions.endOthers(userId, sessionId);
      if (count > 0) await record(req, res, `All other sessions were ended: ${count}.`);
      res.json({ success: true });
    },
  };
}
export type SessionController = ReturnType<typeof createSessionController>;
