import type { SandboxState } from '../state/sandboxState.js';
import type { Waba } from '../state/world.js';
import { authorizeWaba } from './access.js';
import { overrideIn } from './callbackOverride.js';
import { selectFields } from './fields.js';
import { GraphError } from './graphError.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';
import { readWabaHealth } from './healthStatus.js';
import { page } from './paging.js';
import { numberNode } from './phoneNumber.routes.js';

export const wabaListDefaults = ['id', 'name', 'currency', 'timezone_id', 'message_template_namespace'] as const;

const numberListDefaults = [
  'verified_name',
  'code_verification_status',
  'display_phone_number',
  'quality_rating',
  'platform_type',
  'throughput',
  'last_onboarded_time',
  'webhook_configuration',
] as const;

/** A Tech Provider may or may not read the payment method (meta-platform 17.5): a setting of the account. */
const readFunding = (waba: Waba) => () => {
  if (waba.fundingId !== 'refused') return waba.fundingId ?? undefined;
  throw new GraphError(10, '(#10) Application does not have permission for this action');
};

export function wabaNode(waba: Waba, state: SandboxState) {
  const { world } = state;
  const owner = world.business(waba.businessId);
  return {
    id: waba.id,
    name: waba.name,
    currency: waba.currency,
    timezone_id: waba.timezoneId,
    country: waba.country,
    message_template_namespace: waba.messageTemplateNamespace,
    account_review_status: waba.accountReviewStatus,
    business_verification_status: owner?.verificationStatus,
    ownership_type: 'CLIENT_OWNED',
    owner_business: owner && { id: owner.id, name: owner.name },
    owner_business_info: owner && { id: owner.id, name: owner.name },
    on_behalf_of_business_info: undefined,
    status: waba.status,
    whatsapp_business_manager_messaging_limit: waba.messagingLimit,
    is_enabled_for_insights: true,
    health_status: readWabaHealth(waba, state),
    creation_time: Math.floor(waba.createdAt / 1000),
    primary_business_location: waba.country,
    primary_funding_id: readFunding(waba),
    purchase_order_number: undefined,
    is_shared_with_partners: waba.sharedWithBusinessIds.length > 0,
    linked_commerce_account: undefined,
    auth_international_rate_eligibility: undefined,
    marketing_messages_lite_api_status: 'INELIGIBLE',
    marketing_messages_onboarding_status: 'INELIGIBLE',
  };
}

const readWaba: GraphHandler = (request, state) =>
  selectFields(
    wabaNode(authorizeWaba(request, state), state),
    'WhatsAppBusinessAccount',
    request.params.text('fields'),
    ['id', 'name'],
  );

const listNumbers: GraphHandler = (request, state) => {
  const waba = authorizeWaba(request, state);
  return page(state.world.listNumbers(waba.id), request, (number) =>
    selectFields(
      numberNode(number, state, 'UNKNOWN'),
      'WhatsAppPhoneNumber',
      request.params.text('fields'),
      numberListDefaults,
    ),
  );
};

const listSubscriptions: GraphHandler = (request, state) => {
  const waba = authorizeWaba(request, state);
  const subscription = state.subscriptions.get(waba.id);
  if (!subscription) return { data: [] };
  const { id, name } = state.app;
  const override = subscription.overrideCallbackUri;
  return {
    data: [
      {
        whatsapp_business_api_data: { id, name, link: `https://www.facebook.com/games/?app_id=${id}` },
        ...(override === null ? {} : { override_callback_uri: override }),
      },
    ],
  };
};

/** Idempotent. Without a body it removes an override; a new one is verified first, as at Meta. */
const subscribe: GraphHandler = async (request, state) => {
  const waba = authorizeWaba(request, state);
  const overrideCallbackUri = await overrideIn(request.params);
  const since = state.subscriptions.get(waba.id)?.since ?? state.now();
  state.subscriptions.set(waba.id, { since, overrideCallbackUri });
  return { success: true };
};

const unsubscribe: GraphHandler = (request, state) => {
  state.subscriptions.delete(authorizeWaba(request, state).id);
  return { success: true };
};

export const wabaRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{waba}', handle: readWaba },
  { method: 'GET', edge: '{waba}/phone_numbers', handle: listNumbers },
  { method: 'GET', edge: '{waba}/subscribed_apps', handle: listSubscriptions },
  { method: 'POST', edge: '{waba}/subscribed_apps', handle: subscribe },
  { method: 'DELETE', edge: '{waba}/subscribed_apps', handle: unsubscribe },
];
