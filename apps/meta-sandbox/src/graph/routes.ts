import type { SandboxState } from '../state/sandboxState.js';
import { authenticate } from './access.js';
import { appRoutes } from './app.routes.js';
import { businessRoutes } from './business.routes.js';
import { debugTokenRoutes } from './debugToken.routes.js';
import { cannotSee, GraphError, nonexistingField } from './graphError.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';
import { mediaRoutes } from './media.routes.js';
import { messageRoutes } from './messages.routes.js';
import { oauthRoutes } from './oauth.routes.js';
import { ownSystemUserRoutes } from './ownSystemUser.routes.js';
import { phoneNumberRoutes } from './phoneNumber.routes.js';
import { templateRoutes } from './template.routes.js';
import { threadControlRoutes } from './threadControl.routes.js';
import { userRoutes } from './user.routes.js';
import { wabaRoutes } from './waba.routes.js';

const routes: readonly GraphRoute[] = [
  ...oauthRoutes,
  ...debugTokenRoutes,
  ...userRoutes,
  ...appRoutes,
  ...businessRoutes,
  ...ownSystemUserRoutes,
  ...wabaRoutes,
  ...phoneNumberRoutes,
  ...messageRoutes,
  ...mediaRoutes,
  ...templateRoutes,
  ...threadControlRoutes,
];

const handlers = new Map<string, GraphHandler>(routes.map(({ method, edge, handle }) => [`${method} ${edge}`, handle]));

/** Every kind of call the sandbox serves. */
export const servedEdges: readonly string[] = [...new Set(routes.map(({ edge }) => edge))];

/** Gives the body of a 200 (or the promise of one), or throws a GraphError. */
export function answer(request: GraphRequest, state: SandboxState): unknown {
  const { method, target } = request;
  const handle = handlers.get(`${method} ${target.edge}`) ?? answerUnknown;
  return handle(request, state);
}

/** What the Graph API says to a path that leads nowhere. */
const answerUnknown: GraphHandler = (request, state) => {
  const { method, target } = request;
  if (target.nodeId === null) {
    throw new GraphError(
      100,
      `Unsupported ${method.toLowerCase()} request. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
      { type: 'GraphMethodException' },
    );
  }
  authenticate(request, state);
  if (target.nodeType !== null) {
    if (method === 'GET' && target.edgeName !== null) throw nonexistingField(target.edgeName, target.nodeType);
    throw cannotSee(method, target.nodeId);
  }
  if (/^\d+$/.test(target.nodeId)) throw cannotSee(method, target.nodeId);
  throw new GraphError(803, `(#803) Some of the aliases you requested do not exist: ${target.nodeId}`);
};
