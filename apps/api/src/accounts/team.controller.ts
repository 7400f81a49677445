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
import type { AnswerSignedIn } from './answerSignedIn.js';
import type { InvitationService } from './invitation.service.js';
import type { JoiningService } from './joining.service.js';
import type { RefreshCookie } from './refreshCookie.js';
import { addressOf, principalOf, whereaboutsOf } from './requireMay.js';
import type { RoleService } from './role.service.js';
import type { TeamService } from './team.service.js';

export interface TeamControllerDeps {
  team: TeamService;
  roles: RoleService;
  invitations: InvitationService;
  joining: JoiningService;
  answerSignedIn: AnswerSignedIn;
  cookie: Pick<RefreshCookie, 'requireSameSite'>;
}

export function createTeamController(deps: TeamControllerDeps) {
  const { team, roles, invitations, joining, answerSignedIn, cookie } = deps;
  return {
    async members(_req: Request, res: Response) {
      res.json(membersReply.parse({ success: true, members: await team.list(principalOf(res).accountId) }));
    },
    async invite(req: Request, res: Response) {
      const input = createInvitationRequest.parse(req.body);
      const invitation = await invitations.invite(principalOf(res), input, addressOf(req));
      res.status(201).json(createInvitationReply.parse({ success: true, ...invitation }));
    },
    async invitations(_req: Request, res: Response) {
      const open = await invitations.list(principalOf(res).accountId);
      res.json(invitationsReply.parse({ success: true, ...open }));
    },
    async inviteAgain(req: Request<{ invitationId: string }>, res: Response) {
      const invitation = await invitations.inviteAgain(principalOf(res), req.params.invitationId, addressOf(req));
      res.json(createInvitationReply.parse({ success: true, ...invitation }));
    },
    async withdraw(req: Request<{ invitationId: string }>, res: Response) {
      await invitations.withdraw(principalOf(res), req.params.invitationId, addressOf(req));
      res.json({ success: true });
    },
    async changeRole(req: Request<{ userId: string }>, res: Response) {
      const { role } = changeRoleRequest.parse(req.body);
      await roles.changeRole(principalOf(res), req.params.userId, role, addressOf(req));
      res.json({ success: true });
    },
    async handOver(req: Request, res: Response) {
      await roles.handOver(principalOf(res), handOverAccountRequest.parse(req.body), addressOf(req));
      res.json({ success: true });
    },
    async remove(req: Request<{ userId: string }>, res: Response) {
      await team.remove(principalOf(res), req.params.userId, addressOf(req));
      res.json({ success: true });
    },
    async look(req: Request, res: Response) {
      const { token } = invitationRequest.parse(req.body);
      res.json(invitationReply.parse({ success: true, ...(await joining.look(token, addressOf(req))) }));
    },
    async accept(req: Request, res: Response) {
      cookie.requireSameSite(req);
      await answerSignedIn(res, await joining.accept(acceptInvitationRequest.parse(req.body), whereaboutsOf(req)), 201);
    },
  };
}
export type TeamController = ReturnType<typeof createTeamController>;
