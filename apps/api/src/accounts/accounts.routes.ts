import { Router } from 'express';
import type { AuthController } from './auth.controller.js';
import type { HeavyRead, RequireAuth } from './requireAuth.js';
import type { SafetyController } from './safety.controller.js';
import type { TeamController } from './team.controller.js';

export function authRoutes(auth: AuthController, requireAuth: RequireAuth): Router {
  const router = Router();
  router.post('/signup', auth.signUp);
  router.post('/login', auth.logIn);
  router.post('/refresh', auth.refresh);
  router.post('/logout', auth.logOut);
  router.get('/me', requireAuth, auth.me);
  router.patch('/me', requireAuth, auth.updateProfile);
  router.post('/password', requireAuth, auth.changePassword);
  return router;
}

export function accountRoutes(
  auth: AuthController,
  team: TeamController,
  safety: SafetyController,
  { requireAuth, heavyRead }: { requireAuth: RequireAuth; heavyRead: HeavyRead },
): Router {
  const router = Router();
  router.use(requireAuth);
  router.patch('/', auth.updateAccount);
  router.get('/members', team.members);
  router.delete('/members/:userId', team.remove);
  router.post('/invitations', team.invite);
  router.get('/permissions', safety.permissions);
  router.patch('/permissions', safety.changePermissions);
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
