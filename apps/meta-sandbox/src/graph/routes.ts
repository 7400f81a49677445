import type { SandboxState } from '../state/sandboxState.js';
import { authenticate } from './access.js';
import { analyticsRoutes } from './analytics.routes.js';
import { appRoutes } from './app.routes.js';
import { appSubscriptionRoutes } from './appSubscriptions.routes.js';
import { businessRoutes } from './business.routes.js';
import { debugTokenRoutes } from './debugToken.routes.js';
import { answerWithEdges } from './expansion.js';
import { cannotSee, GraphError, nonexistingField, notServed } from './graphError.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';
import { mediaRoutes } from './media.routes.js';
import { messageRoutes } from './messages.routes.js';
import { metaHas, noSuchObject, refuseUnserved } from './metaEdges.js';
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
  ...appSubscriptionRoutes,
  ...businessRoutes,
  ...ownSystemUserRoutes,
  ...wabaRoutes,
  ...analyticsRoutes,
  ...phoneNumberRoutes,
  ...messageRoutes,
  ...mediaRoutes,
  ...templateRoutes,
  ...threadControlRoutes,
];

const handlers = new Map<string, GraphHandler>(routes.map(({ method, edge, handle }) => [`${method} ${edge}`, handle]));

export const servedEdges: readonly string[] = [...new Set(routes.map(({ edge }) => edge))];

/** Edges that can be read as a field of their node. */
const isReadable = (edge: string) => handlers.has(`GET ${edge}`) || metaHas('GET', edge);

/** Returns the body of a 200, or throws a GraphError. */
export function answer(request: GraphRequest, state: SandboxState): unknown {
  const plain = (call: GraphRequest) => {
    const handle = handlers.get(`${call.method} ${call.target.edge}`) ?? answerUnknown;
    return handle(call, state);
  };
  if (request.method !== 'GET') return plain(request);
  return answerWithEdges(request, state, isReadable, { plain, whole: (call) => answer(call, state) });
}

const answerUnknown: GraphHandler = (request, state) => {
  const { method, target } = request;
  if (target.nodeId === null) {
    // Meta answers `POST /debug_token` like this as well (meta-platform 17.10).
    if (target.path !== '') throw cannotSee(method, target.path);
    if (method === 'POST' && request.params.value('batch') !== undefined) throw notServed('POST', '/ with a batch');
    throw new GraphError(
      100,
      `Unsupported ${method.toLowerCase()} request. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
      { type: 'GraphMethodException' },
    );
  }
  authenticate(request, state);
  refuseUnserved(request);
  if (target.nodeType !== null) {
    if (method === 'GET' && target.edgeName !== null) throw nonexistingField(target.edgeName, target.nodeType);
    throw cannotSee(method, target.nodeId);
  }
  if (/^\d+$/.test(target.nodeId)) throw cannotSee(method, target.nodeId, noSuchObject(target.nodeId));
  throw new GraphError(803, `(#803) Some of the aliases you requested do not exist: ${target.nodeId}`);
};
