import { templatesQuery, templatesReply } from '@switchboard/contracts';
import { Router } from 'express';
import { principalOf, type RequireMay } from '../../accounts/requireMay.js';
import { sendReply } from '../../platform/sendReply.js';
import type { TemplateService } from './template.service.js';

export function templatesRoutes(templates: TemplateService, requireMay: RequireMay): Router {
  const router = Router();
  router.get('/', requireMay('inbox.read'), async (req, res) => {
    const { phoneNumberId } = templatesQuery.parse(req.query);
    const list = await templates.list(principalOf(res).accountId, phoneNumberId);
    sendReply(res, templatesReply, { success: true, templates: list });
  });
  return router;
}
