import type { SandboxState } from '../state/sandboxState.js';
import type { Business, Waba } from '../state/world.js';
import { authenticateToken, authorizeBusiness, requireScope } from './access.js';
import { emptyFields, selectFields } from './fields.js';
import type { GraphHandler, GraphRequest, GraphRoute } from './graphRequest.js';
import { page } from './paging.js';
import { wabaListDefaults, wabaNode } from './waba.routes.js';

export const businessNode = (business: Business) => ({
  id: business.id,
  name: business.name,
  verification_status: business.verificationStatus,
  ...emptyFields(
    ...['block_offline_analytics', 'created_by', 'created_time', 'extended_updated_time', 'is_hidden', 'link'],
    ...['primary_page', 'profile_picture_uri', 'timezone_id', 'two_factor_type', 'updated_by', 'updated_time'],
    ...['user_access_expire_time', 'vertical', 'vertical_id', 'whatsapp_business_manager_messaging_limit'],
  ),
});

const readBusiness: GraphHandler = (request, state) =>
  selectFields(businessNode(authorizeBusiness(request, state)), 'Business', request.params.text('fields'), [
    'id',
    'name',
  ]);

function listWabas(request: GraphRequest, state: SandboxState, belongs: (waba: Waba, business: Business) => boolean) {
  const business = authorizeBusiness(request, state);
  requireScope(authenticateToken(request, state), 'whatsapp_business_management');
  const wabas = state.world.wabas.filter((waba) => belongs(waba, business));
  return page(wabas, request, (waba) =>
    selectFields(wabaNode(waba, state), 'WhatsAppBusinessAccount', request.params.text('fields'), wabaListDefaults),
  );
}

// There is no `whatsapp_business_accounts` edge: a call to it gets Meta's "nonexisting field".
export const businessRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{business}', handle: readBusiness },
  {
    method: 'GET',
    edge: '{business}/owned_whatsapp_business_accounts',
    handle: (request, state) => listWabas(request, state, (waba, business) => waba.businessId === business.id),
  },
  {
    method: 'GET',
    edge: '{business}/client_whatsapp_business_accounts',
    handle: (request, state) =>
      listWabas(request, state, (waba, business) => waba.sharedWithBusinessIds.includes(business.id)),
  },
];
