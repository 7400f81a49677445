import type { SandboxState } from '../state/sandboxState.js';
import type { Change, JsonObject } from './payload.js';

/** Fields an override may redirect. Account and template fields always go to the app's own address. */
const overridable = new Set(['messages', 'smb_message_echoes', 'smb_app_state_sync', 'history', 'calls']);

/** Events that tell the app about its relation to an account, and therefore need no subscription to it. */
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

const idIn = (value: JsonObject): string => {
  const { metadata } = value;
  return typeof metadata === 'object' && metadata !== null && 'phone_number_id' in metadata
    ? String(metadata.phone_number_id)
    : '';
};

/** The most particular address wins: the number's, the account's, the app's. */
function addressOf(change: Change, state: SandboxState): string | null {
  const appAddress = state.webhooks.target?.url ?? null;
  if (!overridable.has(change.field)) return appAddress;
  const ofNumber = state.numberOverrides.get(idIn(change.value));
  return ofNumber ?? state.subscriptions.get(change.wabaId)?.overrideCallbackUri ?? appAddress;
}

export interface PublishOptions {
  /** Updates of one chat stay in order while nothing is set to go wrong. */
  lane?: string | undefined;
  onAcknowledged?: (() => void) | undefined;
}

/** Sends an update to whom it concerns, or writes down why it went nowhere. Fulfilled after the first try. */
export function publish(state: SandboxState, change: Change, options: PublishOptions = {}): Promise<void> {
  if (!state.appSubscription.hears(change.field)) {
    state.webhooks.notSent(change, 'The app is not subscribed to the field');
    return Promise.resolve();
  }
  const isHeard = state.subscriptions.has(change.wabaId) || isPartnerEvent(change.field, change.value);
  const url = addressOf(change, state);
  if (isHeard && url !== null) return state.webhooks.publish(change, url, options.lane ?? null, options.onAcknowledged);
  state.webhooks.notSent(change, isHeard ? 'No webhook address is set' : 'The app is not subscribed to the account');
  return Promise.resolve();
}
