import { Router } from 'express';
import type { AuthController } from './auth.controller.js';
import type { RecoveryController } from './recovery.controller.js';
import type { HeavyRead, RequireAuth } from './requireAuth.js';
import type { SafetyController } from './safety.controller.js';
import type { SecondFactorController } from './secondFactor/secondFactor.controller.js';
import type { SessionController } from './session.controller.js';
import type { TeamController } from './team.controller.js';

export interface AuthRoutesDeps {
  auth: AuthController;
  recovery: RecoveryController;
  sessions: SessionController;
  /** Also lets somebody through who has to set up a second factor before anything else. */
  requireSession: RequireAuth;
  requireAuth: RequireAuth;
}

export function authRoutes({ auth, recovery, sessions, requireSession, requireAuth }: AuthRoutesDeps): Router {
  const router = Router();
  router.post('/signup', auth.signUp);
  router.post('/login', auth.logIn);
  router.post('/refresh', auth.refresh);
  router.post('/logout', auth.logOut);
  // Also for an owner who has to set up a second factor first: the web learns it here.
  router.get('/me', requireSession, auth.me);
  router.patch('/me', requireAuth, auth.updateProfile);
  router.post('/password', requireAuth, auth.changePassword);
  router.post('/password/forgot', recovery.forgot);
  router.post('/password/reset', recovery.reset);
  router.post('/email', requireAuth, recovery.changeEmail);
  router.post('/email/resend', requireAuth, recovery.sendConfirmation);
  router.post('/email/confirm', recovery.confirmEmail);
  router.get('/sessions', requireAuth, sessions.list);
  router.delete('/sessions', requireAuth, sessions.endOthers);
  router.delete('/sessions/:sessionId', requireAuth, sessions.end);
  return router;
}

export function accountRoutes(
  auth: AuthController,
  team: TeamController,
  safety: SafetyController,
  factors: SecondFactorController,
  { requireAuth, heavyRead }: { requireAuth: RequireAuth; heavyRead: HeavyRead },
): Router {
  const router = Router();
  router.use(requireAuth);
  router.patch('/', auth.updateAccount);
  router.get('/members', team.members);
  router.patch('/members/:userId', team.changeRole);
  router.delete('/members/:userId', team.remove);
  router.post('/ownership', team.handOver);
  router.get('/invitations', team.invitations);
  router.post('/invitations', team.invite);
  router.post('/invitations/:invitationId/resend', team.inviteAgain);
  router.delete('/invitations/:invitationId', team.withdraw);
  router.get('/permissions', safety.permissions);
  router.patch('/permissions', safety.changePermissions);
  router.get('/security', factors.security);
  router.patch('/security', factors.changeSecurity);
  router.get('/audit', heavyRead(), safety.audit);
  router.get('/audit.csv', heavyRead(500), safety.auditCsv);
  return router;
}

export function invitationRoutes(team: TeamController): Router {
  const router = Router();
  router.post('/look', team.look);
  router.post('/accept', team.accept);
  return router;
}
