import type {
  accountEndpoints,
  CreateInvitationReply,
  InvitationReply,
  InvitationsReply,
  invitationEndpoints,
  MembersReply,
  SignedInReply,
} from '@switchboard/contracts';
import { type Call, done } from '../platform/endpoint.js';
import type { AnswerSignedIn } from './answerSignedIn.js';
import type { InvitationService } from './invitation.service.js';
import type { JoiningService } from './joining.service.js';
import { getPrincipal, readAddress, readWhereabouts } from './requireMay.js';
import type { RoleService } from './role.service.js';
import type { TeamService } from './team.service.js';

export interface TeamControllerDeps {
  team: TeamService;
  roles: RoleService;
  invitations: InvitationService;
  joining: JoiningService;
  answerSignedIn: AnswerSignedIn;
}

type Of<Name extends keyof typeof accountEndpoints> = Call<(typeof accountEndpoints)[Name]>;

export function createTeamController({ team, roles, invitations, joining, answerSignedIn }: TeamControllerDeps) {
  return {
    async members({ res }: Of<'members'>): Promise<MembersReply> {
      return { success: true, members: await team.list(getPrincipal(res).accountId) };
    },
    async invite({ body, req, res }: Of<'invite'>): Promise<CreateInvitationReply> {
      return { success: true, ...(await invitations.invite(getPrincipal(res), body, readAddress(req))) };
    },
    async invitations({ res }: Of<'invitations'>): Promise<InvitationsReply> {
      return { success: true, ...(await invitations.list(getPrincipal(res).accountId)) };
    },
    async inviteAgain({ params, req, res }: Of<'inviteAgain'>): Promise<CreateInvitationReply> {
      const invitation = await invitations.inviteAgain(getPrincipal(res), params.invitationId, readAddress(req));
      return { success: true, ...invitation };
    },
    async withdraw({ params, req, res }: Of<'withdrawInvitation'>) {
      await invitations.withdraw(getPrincipal(res), params.invitationId, readAddress(req));
      return done;
    },
    async changeRole({ params, body, req, res }: Of<'changeRole'>) {
      await roles.changeRole(getPrincipal(res), params.userId, body.role, readAddress(req));
      return done;
    },
    async handOver({ body, req, res }: Of<'handOver'>) {
      await roles.handOver(getPrincipal(res), body, readAddress(req));
      return done;
    },
    async remove({ params, req, res }: Of<'removeMember'>) {
      await team.remove(getPrincipal(res), params.userId, readAddress(req));
      return done;
    },
    async look({ body, req }: Call<typeof invitationEndpoints.look>): Promise<InvitationReply> {
      return { success: true, ...(await joining.look(body.token, readAddress(req))) };
    },
    async accept({ body, req, res }: Call<typeof invitationEndpoints.accept>): Promise<SignedInReply> {
      return answerSignedIn(res, await joining.accept(body, readWhereabouts(req)));
    },
  };
}
export type TeamController = ReturnType<typeof createTeamController>;
