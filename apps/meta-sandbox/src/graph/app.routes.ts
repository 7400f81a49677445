import { authenticate } from './access.js';
import { emptyFields, selectFields } from './fields.js';
import { GraphError } from './graphError.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';
import { page } from './paging.js';

/** Of the fields that Meta's own SDKs read (`facebook-business-sdk-codegen`, Application.json), those that may be asked for. */
const others = emptyFields(
  ...['auth_dialog_data_help_url', 'auth_dialog_headline', 'auth_dialog_perms_explanation', 'category', 'company'],
  ...['contact_email', 'created_time', 'icon_url', 'link', 'logo_url', 'namespace', 'restrictions', 'subcategory'],
  ...['supported_platforms', 'user_support_email', 'user_support_url', 'website_url'],
);

/**
 * "An app access token can be used to view all fields for an app" (reference of the node Application, v26.0). What is not set
 * is left out. The redirect addresses, the domains of the JavaScript SDK, login configurations, the data-deletion callback
 * and whether the app is published are no fields.
 */
const readApp: GraphHandler = (request, state) => {
  authenticate(request, state);
  const { app, appSettings, callbackUrls } = state;
  const node = {
    id: app.id,
    name: app.name,
    ...others,
    app_domains: appSettings.domains.length > 0 ? appSettings.domains : undefined,
    deauth_callback_url: callbackUrls.deauthorize ?? undefined,
    privacy_policy_url: appSettings.privacyUrl ?? undefined,
    terms_of_service_url: appSettings.termsUrl ?? undefined,
  };
  return selectFields(node, 'Application', request.params.text('fields'), ['id', 'name']);
};

/** "Permissions that have been approved via Login Review" (reference of the edge, v25.0); `live` is what clients see. */
const listPermissions: GraphHandler = (request, state) => {
  if (authenticate(request, state).kind !== 'app') {
    throw new GraphError(15, '(#15) This method must be called with an app access_token.');
  }
  const reviewed = Object.entries(state.appSettings.permissions).map(([id, status]) => ({ id, status }));
  return page(reviewed, request, ({ id, status }) => ({ permission: id, status }));
};

export const appRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{app}', handle: readApp },
  { method: 'GET', edge: '{app}/permissions', handle: listPermissions },
];
