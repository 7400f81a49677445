import { authenticate } from './access.js';
import { selectFields } from './fields.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';

const readApp: GraphHandler = (request, state) => {
  authenticate(request, state);
  const { id, name } = state.app;
  return selectFields({ id, name }, 'Application', request.params.text('fields'), ['id', 'name']);
};

export const appRoutes: readonly GraphRoute[] = [{ method: 'GET', edge: '{app}', handle: readApp }];
