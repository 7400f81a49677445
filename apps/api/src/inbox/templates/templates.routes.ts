import { sendingEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../../accounts/mount.js';
import { principalOf } from '../../accounts/requireMay.js';
import type { TemplateService } from './template.service.js';

/** The templates of a number. */
export function templatesRoutes(templates: TemplateService, mount: Mount): Router {
  const router = Router();
  mount(router, sendingEndpoints.templates, async ({ query, res }) => ({
    success: true,
    templates: await templates.list(principalOf(res).accountId, query.phoneNumberId),
  }));
  return router;
}
