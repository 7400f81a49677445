import { sessionsReply } from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { AppError } from '../platform/errors.js';
import type { AuditService } from './audit.service.js';
import { addressOf, principalOf } from './requireMay.js';
import type { FreshProof } from './secondFactor/freshProof.service.js';
import { type SessionService, toSessionDto } from './session.service.js';
import type { SessionEnds } from './sessionEnds.service.js';

export interface SessionControllerDeps {
  sessions: Pick<SessionService, 'list'>;
  ends: Pick<SessionEnds, 'endOwn' | 'endOthers'>;
  freshProof: Pick<FreshProof, 'require'>;
  audit: AuditService;
}

/** Where a person is signed in, and ending it. That takes a fresh proof (ASVS 5.0, 7.5.2). */
export function createSessionController({ sessions, ends, freshProof, audit }: SessionControllerDeps) {
  const record = (req: Pick<Request, 'ip'>, res: Response, text: string) => {
    const { accountId, userId } = principalOf(res);
    return audit.record({ accountId, action: 'session.ended', text, userId, address: addressOf(req) });
  };
  return {
    async list(_req: Request, res: Response) {
      res.json(sessionsReply.parse({ success: true, sessions: await sessions.list(principalOf(res)) }));
    },
    async end(req: Request<{ sessionId: string }>, res: Response) {
      const principal = principalOf(res);
      await freshProof.require(principal);
      const ended = await ends.endOwn(principal, req.params.sessionId);
      if (!ended) throw new AppError('not_found');
      await record(req, res, `A session was ended: ${toSessionDto(ended, principal.sessionId).device}.`);
      res.json({ success: true });
    },
    async endOthers(req: Request, res: Response) {
      const principal = principalOf(res);
      await freshProof.require(principal);
      const { userId, sessionId } = principal;
      const count = await ends.endOthers(userId, sessionId);
      if (count > 0) await record(req, res, `All other sessions were ended: ${count}.`);
      res.json({ success: true });
    },
  };
}
export type SessionController = ReturnType<typeof createSessionController>;
