import {
  acceptInvitationRequest,
  createInvitationReply,
  createInvitationRequest,
  invitationReply,
  invitationRequest,
  membersReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import type { AnswerSignedIn } from './auth.controller.js';
import type { RefreshCookie } from './refreshCookie.js';
import { addressOf, signedOf } from './requireAuth.js';
import type { TeamService } from './team.service.js';

export function createTeamController(team: TeamService, answerSignedIn: AnswerSignedIn, cookie: RefreshCookie) {
  return {
    async members(_req: Request, res: Response) {
      res.json(membersReply.parse({ success: true, members: await team.members(signedOf(res).accountId) }));
    },
    async invite(req: Request, res: Response) {
      const { role } = createInvitationRequest.parse(req.body);
      const invitation = await team.invite(signedOf(res), role, addressOf(req));
      res.status(201).json(createInvitationReply.parse({ success: true, ...invitation }));
    },
    async remove(req: Request<{ userId: string }>, res: Response) {
      await team.remove(signedOf(res), req.params.userId, addressOf(req));
      res.json({ success: true });
    },
    async look(req: Request, res: Response) {
      const { token } = invitationRequest.parse(req.body);
      res.json(invitationReply.parse({ success: true, ...(await team.look(token, addressOf(req))) }));
    },
    async accept(req: Request, res: Response) {
      cookie.requireSameSite(req);
      answerSignedIn(res, await team.accept(acceptInvitationRequest.parse(req.body), addressOf(req)), 201);
    },
  };
}
export type TeamController = ReturnType<typeof createTeamController>;
