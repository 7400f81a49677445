import type { Template } from '../messaging/template.types.js';
import { authorizeWaba } from './access.js';
import { emptyFields, selectFields } from './fields.js';
import { GraphError } from './graphError.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';
import { listIn } from './listParameter.js';
import { page } from './paging.js';
import { authorizeTemplate, templateWriteRoutes } from './templateWrite.routes.js';

const listDefaults = ['name', 'parameter_format', 'components', 'language', 'status', 'category'] as const;

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
  ...emptyFields(
    ...['correct_category', 'cta_url_link_tracking_opted_out', 'degrees_of_freedom_spec', 'display_format'],
    ...['is_primary_device_delivery_only', 'specific_rejection_reason', 'health_status', 'creative_sourcing_spec'],
  ),
});

/** Templates have an error code of their own for a bad cursor (meta-platform 17.9). */
const badCursor = () => new GraphError(131059, '(#131059) The cursor is not valid');

const listTemplates: GraphHandler = (request, state) => {
  const waba = authorizeWaba(request, state);
  const { params } = request;
  const fits = (name: string, value: string) => {
    const wanted = listIn(params, name);
    return wanted.length === 0 || wanted.some((word) => word.toLowerCase() === value.toLowerCase());
  };
  const words = params.text('name_or_content')?.toLowerCase() ?? '';
  const templates = state.templates
    .of(waba)
    .filter(
      (template) =>
        fits('name', template.name) &&
        fits('language', template.language) &&
        fits('status', template.status) &&
        fits('category', template.category) &&
        `${template.name} ${JSON.stringify(template.components)}`.toLowerCase().includes(words),
    );
  const toJson = (template: Template) =>
    selectFields(templateNode(template), 'WhatsAppMessageTemplate', params.text('fields'), listDefaults);
  return page(templates, request, toJson, badCursor);
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
