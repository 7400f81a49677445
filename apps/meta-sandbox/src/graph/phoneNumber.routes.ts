import { createHash } from 'node:crypto';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { authorizeNumber } from './access.js';
import { blockUsersRoutes } from './blockUsers.routes.js';
import { coexistenceRoutes } from './coexistence.routes.js';
import { selectFields } from './fields.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';
import { healthStatus } from './healthStatus.js';
import { messageLinkRoutes } from './messageLinks.routes.js';
import { profileRoutes } from './profile.routes.js';
import { registrationRoutes } from './registration.routes.js';
import { automationNode, storefrontRoutes } from './storefront.routes.js';
import { usernameRoutes } from './username.routes.js';

const nodeDefaults = ['verified_name', 'code_verification_status', 'display_phone_number', 'quality_rating'] as const;

/** Meta's time format: ISO 8601 with an offset, without milliseconds. */
const metaTime = (ms: number) => new Date(ms).toISOString().replace(/\.\d{3}Z$/, '+0000');

const officialNode = ({ isOfficialBusinessAccount }: BusinessNumber) => ({
  oba_status: isOfficialBusinessAccount ? 'APPROVED' : 'NOT_STARTED',
});

/** An opaque certificate, different for each name. */
const makeCertificate = (id: string, name: string) => createHash('sha256').update(`${id} ${name}`).digest('base64');

/** Every field of a number. `unrated` is the word for "not rated yet": UNKNOWN in lists, NA at the node. */
export function numberNode(number: BusinessNumber, state: SandboxState, unrated: 'UNKNOWN' | 'NA') {
  const waba = state.world.waba(number.wabaId);
  const ofWaba = state.subscriptions.get(number.wabaId)?.overrideCallbackUri;
  const storefront = state.storefronts.of(number.id);
  const ofNumber = state.numberOverrides.get(number.id);
  const webhooks = {
    ...(state.webhooks.target ? { application: state.webhooks.target.url } : {}),
    ...(ofWaba ? { whatsapp_business_account: ofWaba } : {}),
    ...(ofNumber ? { phone_number: ofNumber } : {}),
  };
  return {
    id: number.id,
    display_phone_number: number.displayPhoneNumber,
    verified_name: number.verifiedName,
    quality_rating: number.qualityRating === 'UNKNOWN' ? unrated : number.qualityRating,
    code_verification_status: number.codeVerificationStatus,
    name_status: number.nameStatus,
    new_display_name: number.newDisplayName ?? undefined,
    new_name_status: number.newDisplayName === null ? 'NONE' : 'PENDING_REVIEW',
    is_pin_enabled: number.pin !== null,
    certificate: makeCertificate(number.id, number.verifiedName),
    new_certificate: number.newDisplayName === null ? undefined : makeCertificate(number.id, number.newDisplayName),
    search_visibility: number.searchVisibility,
    quality_score: { score: number.qualityRating },
    unified_cert_status: undefined,
    eligibility_for_api_business_global_search: undefined,
    is_preverified_number: false,
    host_platform: undefined,
    country_dial_code: /^\+(\d+)/.exec(number.displayPhoneNumber)?.[1],
    official_business_account: officialNode(number),
    status: number.status,
    platform_type: number.platformType,
    throughput: { level: number.throughputLevel },
    whatsapp_business_manager_messaging_limit: waba?.messagingLimit,
    messaging_limit_tier: waba?.messagingLimit,
    account_mode: number.accountMode,
    is_official_business_account: number.isOfficialBusinessAccount,
    is_on_biz_app: number.isOnBizApp,
    country_code: waba?.country,
    username: storefront.username ?? undefined,
    conversational_automation: automationNode(number.id, storefront.automation),
    last_onboarded_time: number.lastOnboardedAt === null ? undefined : metaTime(number.lastOnboardedAt),
    webhook_configuration: Object.keys(webhooks).length > 0 ? webhooks : undefined,
    health_status: healthStatus(number, state),
  };
}

const readNumber: GraphHandler = (request, state) =>
  selectFields(
    numberNode(authorizeNumber(request, state), state, 'NA'),
    'WhatsAppPhoneNumber',
    request.params.text('fields'),
    nodeDefaults,
  );

const readOfficial: GraphHandler = (request, state) => {
  const number = authorizeNumber(request, state);
  return { ...officialNode(number), id: number.id };
};

export const phoneNumberRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{phone}', handle: readNumber },
  { method: 'GET', edge: '{phone}/official_business_account', handle: readOfficial },
  ...registrationRoutes,
  ...coexistenceRoutes,
  ...profileRoutes,
  ...messageLinkRoutes,
  ...usernameRoutes,
  ...storefrontRoutes,
  ...blockUsersRoutes,
];
