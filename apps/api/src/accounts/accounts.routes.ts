import { Router } from 'express';
import type { AuthController } from './auth.controller.js';
import type { ProfileController } from './profile.controller.js';
import type { RecoveryController } from './recovery.controller.js';
import type { HeavyRead, RequireMay } from './requireMay.js';
import type { SafetyController } from './safety.controller.js';
import type { SessionController } from './session.controller.js';
import type { TeamController } from './team.controller.js';

export interface AuthRoutesDeps {
  auth: AuthController;
  profile: ProfileController;
  recovery: RecoveryController;
  sessions: SessionController;
  requireMay: RequireMay;
}

export function authRoutes({ auth, profile, recovery, sessions, requireMay }: AuthRoutesDeps): Router {
  const router = Router();
  router.post('/signup', requireMay('session.open'), auth.signUp);
  router.post('/login', requireMay('session.open'), auth.logIn);
  router.post('/refresh', requireMay('session.open'), auth.refresh);
  router.post('/logout', requireMay('session.end'), auth.logOut);
  router.get('/me', requireMay('self.read'), profile.me);
  router.patch('/me', requireMay('self.update'), profile.updateProfile);
  router.post('/password', requireMay('self.update'), profile.changePassword);
  router.post('/password/forgot', requireMay('session.open'), recovery.forgot);
  router.post('/password/reset', requireMay('mailedLink.use'), recovery.reset);
  router.post('/email', requireMay('self.update'), recovery.changeEmail);
  router.post('/email/resend', requireMay('self.update'), recovery.sendConfirmation);
  router.post('/email/confirm', requireMay('mailedLink.use'), recovery.confirmEmail);
  router.get('/sessions', requireMay('session.manage'), sessions.list);
  router.delete('/sessions', requireMay('session.manage'), sessions.endOthers);
  router.delete('/sessions/:sessionId', requireMay('session.manage'), sessions.end);
  return router;
}

export function accountRoutes(
  profile: ProfileController,
  team: TeamController,
  safety: SafetyController,
  { requireMay, heavyRead }: { requireMay: RequireMay; heavyRead: HeavyRead },
): Router {
  const router = Router();
  router.patch('/', requireMay('account.rename'), profile.updateAccount);
  router.get('/members', requireMay('team.read'), team.members);
  router.patch('/members/:userId', requireMay('team.changeRole'), team.changeRole);
  router.delete('/members/:userId', requireMay('team.remove'), team.remove);
  router.post('/ownership', requireMay('account.handOver'), team.handOver);
  router.get('/invitations', requireMay('team.invite'), team.invitations);
  router.post('/invitations', requireMay('team.invite'), team.invite);
  router.post('/invitations/:invitationId/resend', requireMay('team.invite'), team.inviteAgain);
  router.delete('/invitations/:invitationId', requireMay('team.invite'), team.withdraw);
  router.get('/permissions', requireMay('permissions.read'), safety.permissions);
  router.patch('/permissions', requireMay('permissions.change'), safety.changePermissions);
  router.get('/security', requireMay('security.read'), safety.security);
  router.patch('/security', requireMay('security.change'), safety.changeSecurity);
  router.get('/audit', requireMay('audit.read'), heavyRead(), safety.audit);
  router.get('/audit.csv', requireMay('audit.read'), heavyRead(500), safety.auditCsv);
  return router;
}

export function invitationRoutes(team: TeamController, requireMay: RequireMay): Router {
  const router = Router();
  router.post('/look', requireMay('invitation.use'), team.look);
  router.post('/accept', requireMay('invitation.use'), team.accept);
  return router;
}
