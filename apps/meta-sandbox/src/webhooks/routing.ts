import type { SandboxState } from '../state/sandboxState.js';
import type { Change, JsonObject } from './payload.js';

/**
 * Fields that an override may redirect. Standby, account and template fields always go to the app's address
 * (meta-platform 17.1).
 */
const overridable = new Set([
  'messages',
  'messaging_handovers',
  'calls',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'account_settings_update',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
]);

/** Events about the app's relation to an account, which need no subscription to it. */
const partnerEvents = new Set<unknown>([
  'PARTNER_ADDED',
  'PARTNER_REMOVED',
  'PARTNER_APP_INSTALLED',
  'PARTNER_APP_UNINSTALLED',
  'AD_ACCOUNT_LINKED',
  'MM_LITE_TERMS_SIGNED',
]);

export const isPartnerEvent = (field: string, value: JsonObject): boolean =>
  field === 'account_update' && partnerEvents.has(value.event);

/** Whether the entry carries the partner's portfolio: not where one phone of an account leaves (meta-platform 17.4). */
export const isOfPortfolio = (field: string, value: JsonObject): boolean =>
  isPartnerEvent(field, value) && value.phone_number === undefined;

/** The number of a hand-over is the recipient. */
const idIn = ({ metadata, recipient }: JsonObject): string => {
  const named = metadata ?? recipient;
  return typeof named === 'object' && named !== null && 'phone_number_id' in named ? String(named.phone_number_id) : '';
};

/** The most specific address wins: the number's, the account's, the app's. */
function findAddress(change: Change, state: SandboxState): string | null {
  const appAddress = state.webhooks.target?.url ?? null;
  if (!overridable.has(change.field)) return appAddress;
  const ofNumber = state.numberOverrides.get(idIn(change.value));
  return ofNumber ?? state.subscriptions.get(change.wabaId)?.overrideCallbackUri ?? appAddress;
}

export interface PublishOptions {
  /** Keeps the order of a chat while no fault is set. */
  partition?: string | undefined;
  onAcknowledged?: (() => void) | undefined;
}

/** Sends an update, or logs why it was not sent. Resolves after the first try. */
export function publish(state: SandboxState, change: Change, options: PublishOptions = {}): Promise<void> {
  if (!state.appSubscription.hears(change.field)) {
    state.webhooks.notSent(change, `The app is not subscribed to the field ${change.field}`);
    return Promise.resolve();
  }
  const isHeard = state.subscriptions.has(change.wabaId) || isPartnerEvent(change.field, change.value);
  const url = findAddress(change, state);
  if (isHeard && url !== null)
    return state.webhooks.publish(change, url, options.partition ?? null, options.onAcknowledged);
  state.webhooks.notSent(change, isHeard ? 'No webhook address is set' : 'The app is not subscribed to the account');
  return Promise.resolve();
}
