import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber } from '../state/world.js';
import { authorizeNumber } from './access.js';
import { coexistenceRoutes } from './coexistence.routes.js';
import { selectFields } from './fields.js';
import type { GraphHandler, GraphRoute } from './graphRequest.js';
import { healthStatus } from './healthStatus.js';
import { registrationRoutes } from './registration.routes.js';

const nodeDefaults = ['verified_name', 'code_verification_status', 'display_phone_number', 'quality_rating'] as const;

/** ISO 8601 with an offset and no milliseconds: what Meta's answers show. */
const metaTime = (ms: number) => new Date(ms).toISOString().replace(/\.\d{3}Z$/, '+0000');

/**
 * A number with every field the sandbox knows of it. `unrated` is the word for "not rated yet": lists answer UNKNOWN,
 * the node answers NA.
 */
export function numberNode(number: BusinessNumber, state: SandboxState, unrated: 'UNKNOWN' | 'NA') {
  const waba = state.world.waba(number.wabaId);
  const ofWaba = state.subscriptions.get(number.wabaId)?.overrideCallbackUri;
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
    new_name_status: 'NONE',
    status: number.status,
    platform_type: number.platformType,
    throughput: { level: number.throughputLevel },
    whatsapp_business_manager_messaging_limit: waba?.messagingLimit,
    messaging_limit_tier: waba?.messagingLimit,
    account_mode: number.accountMode,
    is_official_business_account: number.isOfficialBusinessAccount,
    is_on_biz_app: number.isOnBizApp,
    country_code: waba?.country,
    username: undefined,
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

export const phoneNumberRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: '{phone}', handle: readNumber },
  ...registrationRoutes,
  ...coexistenceRoutes,
];
