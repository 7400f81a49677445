import { accountEndpoints, authEndpoints, invitationEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { AuthController } from './auth.controller.js';
import type { Mount } from './mount.js';
import type { ProfileController } from './profile.controller.js';
import type { RecoveryController } from './recovery.controller.js';
import type { SafetyController } from './safety.controller.js';
import type { SessionController } from './session.controller.js';
import type { TeamController } from './team.controller.js';

export interface AuthRoutesDeps {
  auth: AuthController;
  profile: ProfileController;
  recovery: RecoveryController;
  sessions: SessionController;
  mount: Mount;
}

export function authRoutes({ auth, profile, recovery, sessions, mount }: AuthRoutesDeps): Router {
  const router = Router();
  mount(router, authEndpoints.signUp, auth.signUp);
  mount(router, authEndpoints.logIn, auth.logIn);
  mount(router, authEndpoints.refresh, auth.refresh);
  mount(router, authEndpoints.logOut, auth.logOut);
  mount(router, authEndpoints.me, profile.me);
  mount(router, authEndpoints.updateProfile, profile.updateProfile);
  mount(router, authEndpoints.changePassword, profile.changePassword);
  mount(router, authEndpoints.forgotPassword, recovery.forgot);
  mount(router, authEndpoints.resetPassword, recovery.reset);
  mount(router, authEndpoints.changeEmail, recovery.changeEmail);
  mount(router, authEndpoints.sendConfirmation, recovery.sendConfirmation);
  mount(router, authEndpoints.confirmEmail, recovery.confirmEmail);
  mount(router, authEndpoints.sessions, sessions.list);
  mount(router, authEndpoints.endOtherSessions, sessions.endOthers);
  mount(router, authEndpoints.endSession, sessions.end);
  return router;
}

export interface AccountRoutesDeps {
  profile: ProfileController;
  team: TeamController;
  safety: SafetyController;
  mount: Mount;
}

export function accountRoutes({ profile, team, safety, mount }: AccountRoutesDeps): Router {
  const router = Router();
  mount(router, accountEndpoints.rename, profile.updateAccount);
  mount(router, accountEndpoints.members, team.members);
  mount(router, accountEndpoints.changeRole, team.changeRole);
  mount(router, accountEndpoints.removeMember, team.remove);
  mount(router, accountEndpoints.handOver, team.handOver);
  mount(router, accountEndpoints.invitations, team.invitations);
  mount(router, accountEndpoints.invite, team.invite);
  mount(router, accountEndpoints.inviteAgain, team.inviteAgain);
  mount(router, accountEndpoints.withdrawInvitation, team.withdraw);
  mount(router, accountEndpoints.permissions, safety.permissions);
  mount(router, accountEndpoints.changePermissions, safety.changePermissions);
  mount(router, accountEndpoints.audit, safety.audit);
  mount(router, accountEndpoints.auditCsv, safety.auditCsv);
  return router;
}

export function invitationRoutes(team: TeamController, mount: Mount): Router {
  const router = Router();
  mount(router, invitationEndpoints.look, team.look);
  mount(router, invitationEndpoints.accept, team.accept);
  return router;
}
