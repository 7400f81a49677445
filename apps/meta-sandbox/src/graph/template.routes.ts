import type { Template } from '../messaging/templates.js';
import { authorizeWaba } from './access.js';
import { selectFields } from './fields.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';
import { page } from './paging.js';
import { authorizeTemplate, templateWriteRoutes } from './templateWrite.routes.js';

const listDefaults = ['name', 'parameter_format', 'components', 'language', 'status', 'category'] as const;

/** A template with every field the sandbox knows of it. */
const templateNode = (template: Template) => ({
  id: template.id,
  name: template.name,
  parameter_format: template.parameterFormat,
  components: template.components,
  language: template.language,
  status: template.status,
  category: template.category,
  previous_category: undefined,
  sub_category: undefined,
  rejected_reason: template.rejectedReason ?? 'NONE',
  quality_score: { score: template.status === 'APPROVED' ? 'GREEN' : 'UNKNOWN' },
  message_send_ttl_seconds: undefined,
  library_template_name: undefined,
});

const listTemplates: GraphHandler = (request, state) => {
  const waba = authorizeWaba(request, state);
  const { params } = request;
  const fits = (name: string, value: string) => (params.text(name) ?? value).toLowerCase() === value.toLowerCase();
  const templates = state.templates
    .of(waba)
    .filter(
      (template) =>
        fits('name', template.name) &&
        fits('language', template.language) &&
        fits('status', template.status) &&
        fits('category', template.category),
    );
  return page(templates, request, (template) =>
    selectFields(templateNode(template), 'WhatsAppMessageTemplate', params.text('fields'), listDefaults),
  );
};

const readTemplate: GraphHandler = (request, state) =>
  selectFields(
    templateNode(authorizeTemplate(request, state)),
    'WhatsAppMessageTemplate',
    request.params.text('fields'),
    listDefaults,
  );

export const templateRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{template}', handle: readTemplate },
  ...templateWriteRoutes,
  { method: 'GET', edge: '{waba}/message_templates', handle: listTemplates },
];
