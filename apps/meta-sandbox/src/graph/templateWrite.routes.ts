import { type Template, type TemplateComponent, templateCategories } from '../messaging/template.types.js';
import { libraryComponents, templateLibrary } from '../messaging/templateLibrary.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { Waba } from '../state/world.js';
import { accountChange } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { authenticate, authorizeWaba } from './access.js';
import { badParameter, cannotSee, GraphError } from './graphError.js';
import type { GraphHandler, GraphParams, GraphRequest, GraphRoute } from './graphRequest.js';
import { listIn } from './listParameter.js';
import { page } from './paging.js';
import { componentsIn } from './templateDefinition.js';

/** Templates per account (meta-platform 17.6). */
const maxTemplates = { verified: 6000, other: 250 } as const;

function categoryIn(params: GraphParams): Template['category'] {
  const word = params.mustHave('category').toUpperCase();
  const category = templateCategories.find((known) => known === word);
  if (!category) throw badParameter(`category must be one of {${templateCategories.join(', ')}}`);
  return category;
}

function contentIn(params: GraphParams, category: Template['category']): TemplateComponent[] {
  const library = params.text('library_template_name');
  if (library === undefined) return componentsIn(params.structure('components'), category);
  const found = templateLibrary.find(({ name }) => name === library);
  if (!found) throw badParameter(`There is no template ${library} in the library`);
  return libraryComponents(found);
}

function requireRoom(waba: Waba, state: SandboxState): void {
  const isVerified = state.world.business(waba.businessId)?.verificationStatus === 'verified';
  const limit = isVerified ? maxTemplates.verified : maxTemplates.other;
  if (state.templates.of(waba).length < limit) return;
  throw new GraphError(100, 'Invalid parameter', {
    subcode: 2_388_019,
    userTitle: 'Message template limit reached',
    userMessage: `This WhatsApp account has ${limit} message templates, and can have no more`,
  });
}

/** The review is over as soon as the call is answered: approved, with a webhook. */
const create: GraphHandler = (request, state) => {
  const waba = authorizeWaba(request, state);
  const { params } = request;
  const name = params.mustHave('name');
  if (!/^[a-z0-9_]{1,512}$/.test(name)) throw badParameter('name must be at most 512 of a-z, 0-9 and _');
  const language = params.mustHave('language');
  if (!/^[A-Za-z]{2,3}([_-][A-Za-z]{2,4})?$/.test(language)) throw badParameter('language is not one Meta supports');
  const category = categoryIn(params);
  const components = contentIn(params, category);
  if (state.templates.find(waba, name, language)) {
    throw new GraphError(100, 'Invalid parameter', {
      subcode: 2_388_024,
      userTitle: 'Content in this language already exists',
      userMessage: `There is already ${language} content for this template`,
    });
  }
  requireRoom(waba, state);
  const template = state.templates.add({
    wabaId: waba.id,
    name,
    language,
    category,
    status: 'PENDING',
    parameterFormat: params.text('parameter_format')?.toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components,
    rejectedReason: null,
  });
  request.afterAnswer(() => approve(template, state));
  return { id: template.id, status: template.status, category };
};

function approve(template: Template, state: SandboxState): void {
  template.status = 'APPROVED';
  const value = {
    event: template.status,
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language: template.language,
    message_template_category: template.category,
    reason: 'NONE',
  };
  const field = 'message_template_status_update';
  void publish(state, accountChange({ wabaId: template.wabaId, field, value, at: state.now() }));
}

export function authorizeTemplate(request: GraphRequest, state: SandboxState): Template {
  const waba = authorizeWaba(request, state);
  const id = request.target.nodeId ?? '';
  const template = state.templates.byId(id, [waba]);
  if (!template) throw cannotSee(request.method, id);
  return template;
}

const edit: GraphHandler = (request, state) => {
  const template = authorizeTemplate(request, state);
  const { params } = request;
  const components = params.value('components');
  const isMoved = params.value('category') !== undefined;
  if (components === undefined && !isMoved) throw badParameter('components or category is required');
  const category = isMoved ? categoryIn(params) : template.category;
  const content =
    components === undefined ? template.components : componentsIn(params.structure('components'), category);
  Object.assign(template, { category, components: content });
  return { success: true, id: template.id, name: template.name, category: template.category };
};

/** Deletes by name in every language, or only the given ids. */
const remove: GraphHandler = (request, state) => {
  const waba = authorizeWaba(request, state);
  const { params } = request;
  const ids = [...listIn(params, 'hsm_id'), ...listIn(params, 'hsm_ids')];
  const name = ids.length > 0 && params.text('name') === undefined ? null : params.mustHave('name');
  const isMeant = (template: Template) =>
    (name === null || template.name === name) && (ids.length === 0 || ids.includes(template.id));
  if (state.templates.remove(waba, isMeant) > 0) return { success: true };
  throw new GraphError(100, 'Invalid parameter', {
    subcode: 2_593_002,
    userTitle: 'Message Template Not Found',
    userMessage: 'The message template to delete was not found',
  });
};

const readLibrary: GraphHandler = (request, state) => {
  authenticate(request, state);
  const { params } = request;
  const search = params.text('search')?.toLowerCase() ?? '';
  const fits = (name: string, value: string) => (params.text(name) ?? value).toLowerCase() === value.toLowerCase();
  const found = templateLibrary.filter(
    (template) =>
      `${template.name} ${template.body}`.toLowerCase().includes(search) &&
      fits('name', template.name) &&
      fits('language', template.language) &&
      fits('topic', template.topic) &&
      fits('usecase', template.usecase),
  );
  return page(found, request, ({ examples, header, ...template }) => ({
    ...template,
    category: 'UTILITY',
    ...(header === null ? {} : { header }),
    body_params: examples,
  }));
};

export const templateWriteRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: '{waba}/message_templates', handle: create },
  { method: 'DELETE', edge: '{waba}/message_templates', handle: remove },
  { method: 'POST', edge: '{template}', handle: edit },
  { method: 'GET', edge: 'message_template_library', handle: readLibrary },
];
