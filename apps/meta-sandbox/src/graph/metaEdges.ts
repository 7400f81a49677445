import { notServed } from './graphError.js';
import type { GraphRequest } from './graphRequest.js';

/**
 * Edges that Meta has, by the node they hang on, method and name. Most are in Meta's OpenAPI description of the WhatsApp
 * API (`facebook/openapi`), the others in the reference of the Graph API. What of them the sandbox serves is decided by
 * its routes; the rest is answered with {@link notServed}, so that nobody takes a gap of the sandbox for a gap of Meta.
 */
const edgesOf: Readonly<Record<string, readonly string[]>> = {
  me: ['GET accounts', 'GET adaccounts', 'GET picture'],
  '{user}': ['GET accounts', 'GET adaccounts', 'GET picture'],
  '{app}': [
    'GET accounts',
    'GET app_installed_groups',
    'GET connected_client_businesses',
    'GET roles',
    'POST uploads',
    'POST whatsapp_business_solution',
    'GET whatsapp_business_solutions',
  ],
  '{business}': [
    'POST add_phone_numbers',
    'GET business_users',
    'GET client_apps',
    'GET client_pages',
    'GET extendedcredits',
    'POST onboard_partners_to_mm_lite',
    'GET owned_apps',
    'GET owned_pages',
    'GET owned_product_catalogs',
    'GET pending_client_apps',
    'GET preverified_numbers',
    'POST share_preverified_numbers',
    'DELETE share_preverified_numbers',
    'GET system_users',
    'POST system_users',
    'POST whatsapp_business_accounts',
  ],
  '{waba}': [
    'GET activities',
    'GET assigned_users',
    'POST assigned_users',
    'DELETE assigned_users',
    'GET call_analytics',
    'GET conversation_analytics',
    'GET dataset',
    'POST dataset',
    'GET flows',
    'POST flows',
    'GET group_analytics',
    'GET in_progress_onbehalf_request',
    'GET message_template_previews',
    'POST migrate_flows',
    'POST migrate_message_templates',
    'POST obo_mobility_intent',
    'GET payment_configurations',
    'POST phone_numbers',
    'GET product_catalogs',
    'POST product_catalogs',
    'DELETE product_catalogs',
    'GET schedules',
    'POST schedules',
    'POST set_obo_mobility_intent',
    'POST set_solution_migration_intent',
    'POST settings',
    'GET solutions',
    'GET template_analytics',
    'GET template_group_analytics',
    'POST upsert_message_templates',
    'GET welcome_message_sequences',
    'POST welcome_message_sequences',
    'DELETE welcome_message_sequences',
  ],
  '{phone}': [
    'GET assigned_users',
    'GET business_compliance_info',
    'POST business_compliance_info',
    'GET call_permissions',
    'POST calls',
    'GET groups',
    'POST groups',
    'GET message_history',
    'POST messages_encrypted',
    'POST official_business_account',
    'GET settings',
    'POST settings',
    'POST thread_control',
    'GET username_suggestions',
    'GET whatsapp_business_encryption',
    'POST whatsapp_business_encryption',
  ],
  '{template}': ['GET compare', 'POST unpause'],
  // The sandbox has no Flows, groups, solutions or preverified numbers, so no id leads to one.
  '{unknown}': [
    'POST accept',
    'POST accept_deactivation_request',
    'GET access_token',
    'GET assets',
    'POST assets',
    'POST deprecate',
    'GET events',
    'POST invite_link',
    'DELETE invite_link',
    'GET invite_link',
    'GET join_requests',
    'POST join_requests',
    'DELETE join_requests',
    'POST participants',
    'DELETE participants',
    'GET partners',
    'POST publish',
    'POST reject',
    'POST reject_deactivation_request',
    'POST send_deactivation_request',
  ],
};

/** Calls on a node itself. */
const nodeCalls = ['POST {waba}', 'POST {business}', 'POST {app}', 'DELETE {template}'];

const known = new Set([
  ...nodeCalls,
  ...Object.entries(edgesOf).flatMap(([node, edges]) =>
    edges.map((edge) => {
      const [method, name] = edge.split(' ');
      return `${method} ${node}/${name}`;
    }),
  ),
]);

/** Whether Meta has a call (`GET {waba}/activities`), as far as is known here. */
export const metaHas = (method: string, edge: string): boolean => known.has(`${method} ${edge}`);

export function refuseUnserved({ method, target }: Pick<GraphRequest, 'method' | 'target'>): void {
  if (metaHas(method, target.edge)) throw notServed(method, `/${target.edge}`);
}

/** A hint of the sandbox beside Meta's words. */
export const noSuchObject = (id: string): string =>
  `There is no object ${id} here. Flows, groups, multi-partner solutions and other objects beside portfolios, WhatsApp accounts, numbers, templates and media are not served by this sandbox.`;
