import { authenticate } from './access.js';
import { emptyFields, selectFields } from './fields.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';

const readApp: GraphHandler = (request, state) => {
  authenticate(request, state);
  const { id, name } = state.app;
  const node = {
    id,
    name,
    ...emptyFields('category', 'company', 'icon_url', 'link', 'logo_url', 'namespace', 'subcategory'),
  };
  return selectFields(node, 'Application', request.params.text('fields'), ['id', 'name']);
};

export const appRoutes: readonly GraphRoute[] = [{ method: 'GET', edge: '{app}', handle: readApp }];
