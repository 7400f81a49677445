import type { authEndpoints, SessionsReply } from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { type Call, done } from '../platform/endpoint.js';
import { AppError } from '../platform/errors.js';
import type { AuditService } from './audit.service.js';
import { getPrincipal, readAddress } from './requireMay.js';
import type { FreshProof } from './secondFactor/freshProof.service.js';
import { type SessionService, toSessionDto } from './session.service.js';
import type { SessionEnds } from './sessionEnds.service.js';

export interface SessionControllerDeps {
  sessions: Pick<SessionService, 'list'>;
  ends: Pick<SessionEnds, 'endOwn' | 'endOthers'>;
  freshProof: Pick<FreshProof, 'require'>;
  audit: AuditService;
}

type Of<Name extends keyof typeof authEndpoints> = Call<(typeof authEndpoints)[Name]>;

/** Where a person is signed in, and ending it. That takes a fresh proof (ASVS 5.0, 7.5.2). */
export function createSessionController({ sessions, ends, freshProof, audit }: SessionControllerDeps) {
  const record = ({ req, res }: { req: Request; res: Response }, text: string) => {
    const { accountId, userId } = getPrincipal(res);
    return audit.record({ accountId, action: 'session.ended', text, userId, address: readAddress(req) });
  };
  return {
    async list({ res }: Of<'sessions'>): Promise<SessionsReply> {
      return { success: true, sessions: await sessions.list(getPrincipal(res)) };
    },
    async end({ params, ...call }: Of<'endSession'>) {
      const principal = getPrincipal(call.res);
      await freshProof.require(principal);
      const ended = await ends.endOwn(principal, params.sessionId);
      if (!ended) throw new AppError('not_found');
      await record(call, `A session was ended: ${toSessionDto(ended, principal.sessionId).device}.`);
      return done;
    },
    async endOthers(call: Of<'endOtherSessions'>) {
      const principal = getPrincipal(call.res);
      await freshProof.require(principal);
      const { userId, sessionId } = principal;
      const count = await ends.endOthers(userId, sessionId);
      if (count > 0) await record(call, `All other sessions were ended: ${count}.`);
      return done;
    },
  };
}
export type SessionController = ReturnType<typeof createSessionController>;
