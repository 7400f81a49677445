import { sendingEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../../accounts/mount.js';
import { getPrincipal } from '../../accounts/requireMay.js';
import { done } from '../../platform/endpoint.js';
import type { TemplateService } from './template.service.js';

/** The templates of a number. */
export function templatesRoutes(templates: TemplateService, mount: Mount): Router {
  const router = Router();
  mount(router, sendingEndpoints.templates, async ({ query, res }) => ({
    ...done,
    templates: await templates.list(getPrincipal(res).accountId, query.phoneNumberId),
  }));
  return router;
}
