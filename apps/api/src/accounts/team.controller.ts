import {
  acceptInvitationRequest,
  changeRoleRequest,
  createInvitationReply,
  createInvitationRequest,
  handOverAccountRequest,
  invitationReply,
  invitationRequest,
  invitationsReply,
  membersReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import type { AnswerSignedIn } from './auth.controller.js';
import type { RefreshCookie } from './refreshCookie.js';
import { addressOf, principalOf, whereaboutsOf } from './requireMay.js';
import type { TeamService } from './team.service.js';

export function createTeamController(team: TeamService, answerSignedIn: AnswerSignedIn, cookie: RefreshCookie) {
  return {
    async members(_req: Request, res: Response) {
      res.json(membersReply.parse({ success: true, members: await team.members(principalOf(res).accountId) }));
    },
    async invite(req: Request, res: Response) {
      const invitation = await team.invite(principalOf(res), createInvitationRequest.parse(req.body), addressOf(req));
      res.status(201).json(createInvitationReply.parse({ success: true, ...invitation }));
    },
    async invitations(_req: Request, res: Response) {
      res.json(invitationsReply.parse({ success: true, ...(await team.invitations(principalOf(res))) }));
    },
    async inviteAgain(req: Request<{ invitationId: string }>, res: Response) {
      const invitation = await team.inviteAgain(principalOf(res), req.params.invitationId, addressOf(req));
      res.json(createInvitationReply.parse({ success: true, ...invitation }));
    },
    async withdraw(req: Request<{ invitationId: string }>, res: Response) {
      await team.withdraw(principalOf(res), req.params.invitationId, addressOf(req));
      res.json({ success: true });
    },
    async changeRole(req: Request<{ userId: string }>, res: Response) {
      const { role } = changeRoleRequest.parse(req.body);
      await team.changeRole(principalOf(res), req.params.userId, role, addressOf(req));
      res.json({ success: true });
    },
    async handOver(req: Request, res: Response) {
      await team.handOver(principalOf(res), handOverAccountRequest.parse(req.body), addressOf(req));
      res.json({ success: true });
    },
    async remove(req: Request<{ userId: string }>, res: Response) {
      await team.remove(principalOf(res), req.params.userId, addressOf(req));
      res.json({ success: true });
    },
    async look(req: Request, res: Response) {
      const { token } = invitationRequest.parse(req.body);
      res.json(invitationReply.parse({ success: true, ...(await team.look(token, addressOf(req))) }));
    },
    async accept(req: Request, res: Response) {
      cookie.requireSameSite(req);
      await answerSignedIn(res, await team.accept(acceptInvitationRequest.parse(req.body), whereaboutsOf(req)), 201);
    },
  };
}
export type TeamController = ReturnType<typeof createTeamController>;
