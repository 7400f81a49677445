import { Router } from 'express';
import type { AuthController } from './auth.controller.js';
import type { RequireAuth } from './requireAuth.js';
import type { SafetyController } from './safety.controller.js';
import type { SecondFactorController } from './secondFactor/secondFactor.controller.js';
import type { TeamController } from './team.controller.js';

export function authRoutes(auth: AuthController, requireSession: RequireAuth, requireAuth: RequireAuth): Router {
  const router = Router();
  router.post('/signup', auth.signUp);
  router.post('/login', auth.logIn);
  router.post('/refresh', auth.refresh);
  router.post('/logout', auth.logOut);
  // Also for an owner who has to set up a second factor first: the web learns it here.
  router.get('/me', requireSession, auth.me);
  router.patch('/me', requireAuth, auth.updateProfile);
  router.post('/password', requireAuth, auth.changePassword);
  return router;
}

export function accountRoutes(
  auth: AuthController,
  team: TeamController,
  safety: SafetyController,
  factors: SecondFactorController,
  requireAuth: RequireAuth,
): Router {
  const router = Router();
  router.use(requireAuth);
  router.patch('/', auth.updateAccount);
  router.get('/members', team.members);
  router.delete('/members/:userId', team.remove);
  router.post('/invitations', team.invite);
  router.get('/permissions', safety.permissions);
  router.patch('/permissions', safety.changePermissions);
  router.get('/security', factors.security);
  router.patch('/security', factors.changeSecurity);
  router.get('/audit', safety.audit);
  router.get('/audit.csv', safety.auditCsv);
  return router;
}

export function invitationRoutes(team: TeamController): Router {
  const router = Router();
  router.post('/look', team.look);
  router.post('/accept', team.accept);
  return router;
}
