import { webhookFields } from '../state/appSubscription.js';
import type { SandboxState } from '../state/sandboxState.js';
import { verifyCallback } from '../webhooks/verifyCallback.js';
import { authenticate } from './access.js';
import { GraphError } from './graphError.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';
import { listIn } from './listParameter.js';
import { appVersion } from './versions.js';

const object = 'whatsapp_business_account';

/** Only the app token may see and change the subscriptions of an app. */
function requireApp(request: GraphRequest, state: SandboxState): void {
  if (authenticate(request, state).kind !== 'app') {
    throw new GraphError(15, '(#15) This method must be called with an app access_token.');
  }
}

function requireObject({ params }: GraphRequest): void {
  if (params.mustHave('object') !== object) throw new GraphError(100, `(#100) Param object must be one of {${object}}`);
}

function fieldsIn({ params }: GraphRequest): string[] {
  const fields = listIn(params, 'fields');
  const wrong = fields.findIndex((field) => !(webhookFields as readonly string[]).includes(field));
  if (wrong === -1) return fields;
  throw new GraphError(100, `(#100) Param fields[${wrong}] must be one of {${webhookFields.join(', ')}}`);
}

const read: GraphHandler = (request, state) => {
  requireApp(request, state);
  const target = state.webhooks.target;
  const { fields } = state.appSubscription;
  if (!target || fields.length === 0) return { data: [] };
  const versioned = fields.map((name) => ({ name, version: appVersion }));
  return { data: [{ object, callback_url: target.url, active: true, fields: versioned }] };
};

/** Replaces fields and address; the address has to answer the challenge. */
const subscribe: GraphHandler = async (request, state) => {
  requireApp(request, state);
  requireObject(request);
  const fields = fieldsIn(request);
  const url = request.params.mustHave('callback_url');
  const verifyToken = request.params.mustHave('verify_token');
  if (fields.length === 0) throw new GraphError(100, '(#100) The parameter fields is required');
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new GraphError(100, '(#100) Param callback_url must be a valid URL');
  }
  const verification = await verifyCallback(url, verifyToken);
  if (!verification.ok) {
    throw new GraphError(
      2200,
      `(#2200) Callback verification failed with the following errors: ${verification.reason}`,
    );
  }
  state.webhooks.target = { url, verifyToken };
  state.appSubscription.set(fields);
  return { success: true };
};

const unsubscribe: GraphHandler = (request, state) => {
  requireApp(request, state);
  if (request.params.text('object') !== undefined) requireObject(request);
  const leaving = fieldsIn(request);
  const { fields } = state.appSubscription;
  state.appSubscription.set(leaving.length === 0 ? [] : fields.filter((field) => !leaving.includes(field)));
  return { success: true };
};

export const appSubscriptionRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{app}/subscriptions', handle: read },
  { method: 'POST', edge: '{app}/subscriptions', handle: subscribe },
  { method: 'DELETE', edge: '{app}/subscriptions', handle: unsubscribe },
];
