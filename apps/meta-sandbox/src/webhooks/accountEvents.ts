import type { TemplateStatus } from '../messaging/template.types.js';
import { seedTemplates } from '../seeds.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber, Waba } from '../state/world.js';
import type { AccountEvent, Subject } from './accountEvent.types.js';
import { partnerPortfolioId, wabaInfo } from './partner.js';
import { accountChange, toDigits, toSeconds } from './payload.js';
import { isOfPortfolio, publish } from './routing.js';
import { templateEvents } from './templateEvents.js';

const phone = ({ number }: Subject) => toDigits(number.displayPhoneNumber);
const change =
  (patch: Partial<BusinessNumber>) =>
  ({ number, state }: Subject) => {
    state.world.updateNumber(number.id, patch);
  };
const changeWaba =
  (waba: Partial<Waba>, numbers: Partial<BusinessNumber> = {}) =>
  (subject: Subject) => {
    Object.assign(subject.waba, waba);
    for (const { id } of subject.state.world.listNumbers(subject.waba.id))
      subject.state.world.updateNumber(id, numbers);
  };

function loseWaba({ waba, state }: Subject): void {
  state.grants.removeWaba(waba.id);
  state.subscriptions.delete(waba.id);
}

function templateEvent(words: string, name: string, status: TemplateStatus, reason: string): AccountEvent {
  const find = ({ waba, state }: Subject) => state.templates.find(waba, name, 'en_US');
  return {
    words,
    field: 'message_template_status_update',
    value: (subject) => ({
      event: status,
      message_template_id: Number(find(subject)?.id ?? 0),
      message_template_name: name,
      message_template_language: 'en_US',
      message_template_category: find(subject)?.category,
      reason,
    }),
    apply: (subject) => {
      const template = find(subject);
      if (template) Object.assign(template, { status, rejectedReason: status === 'REJECTED' ? reason : null });
    },
  };
}

/** Events of accounts and numbers. Each also changes the answers of the Graph API. */
export const accountEvents = {
  number_flagged: {
    words: 'Number flagged, quality RED',
    field: 'phone_number_quality_update',
    value: (subject) => ({ display_phone_number: phone(subject), event: 'FLAGGED', current_limit: 'TIER_250' }),
    apply: change({ status: 'FLAGGED', qualityRating: 'RED' }),
  },
  number_unflagged: {
    words: 'Flag taken back',
    field: 'phone_number_quality_update',
    value: (subject) => ({ display_phone_number: phone(subject), event: 'UNFLAGGED', current_limit: 'TIER_250' }),
    apply: change({ status: 'CONNECTED', qualityRating: 'GREEN' }),
  },
  limit_raised: {
    words: 'Limit raised to 10,000',
    field: 'phone_number_quality_update',
    value: (subject) => ({
      display_phone_number: phone(subject),
      event: 'UPGRADE',
      old_limit: subject.waba.messagingLimit,
      current_limit: 'TIER_10K',
      max_daily_conversations_per_business: 'TIER_10K',
    }),
    apply: changeWaba({ messagingLimit: 'TIER_10K' }),
  },
  limit_not_set: {
    words: 'Limit not set yet',
    field: 'phone_number_quality_update',
    value: (subject) => ({
      display_phone_number: phone(subject),
      event: 'ONBOARDING',
      current_limit: 'TIER_NOT_SET',
      max_daily_conversations_per_business: 'TIER_NOT_SET',
    }),
    apply: changeWaba({ messagingLimit: 'TIER_NOT_SET' }),
  },
  throughput_upgraded: {
    words: 'Throughput upgraded',
    field: 'phone_number_quality_update',
    value: (subject) => ({
      display_phone_number: phone(subject),
      event: 'THROUGHPUT_UPGRADE',
      current_limit: 'TIER_UNLIMITED',
    }),
    apply: change({ throughputLevel: 'HIGH' }),
  },
  name_approved: {
    words: 'Name approved',
    field: 'phone_number_name_update',
    value: (subject) => ({
      display_phone_number: phone(subject),
      decision: 'APPROVED',
      requested_verified_name: subject.number.verifiedName,
      rejection_reason: null,
    }),
    apply: change({ nameStatus: 'APPROVED' }),
  },
  name_rejected: {
    words: 'Name rejected',
    field: 'phone_number_name_update',
    value: (subject) => ({
      display_phone_number: phone(subject),
      decision: 'REJECTED',
      requested_verified_name: subject.number.verifiedName,
      rejection_reason: 'NAME_EMPLOYEE_ISSUE',
    }),
    apply: change({ nameStatus: 'DECLINED' }),
  },
  pin_changed: {
    words: 'PIN changed',
    field: 'security',
    value: (subject) => ({
      display_phone_number: phone(subject),
      event: 'PIN_CHANGED',
      requester: subject.waba.businessId,
    }),
  },
  account_restricted: {
    words: 'Account restricted',
    field: 'account_update',
    value: ({ state }) => ({
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [
        {
          restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING',
          expiration: Math.floor(state.now() / 1000) + 7 * 24 * 60 * 60,
        },
      ],
    }),
  },
  account_violation: {
    words: 'Policy violation',
    field: 'account_update',
    value: () => ({ event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SCAM' } }),
  },
  account_banned: {
    words: 'Account banned',
    field: 'account_update',
    value: ({ state }) => ({ event: 'DISABLED_UPDATE', ban_info: banInfo('DISABLE', state) }),
    apply: changeWaba({ status: 'DISABLED' }, { status: 'BANNED' }),
  },
  account_reinstated: {
    words: 'Ban taken back',
    field: 'account_update',
    value: ({ state }) => ({ event: 'DISABLED_UPDATE', ban_info: banInfo('REINSTATE', state) }),
    apply: changeWaba({ status: 'ACTIVE' }, { status: 'CONNECTED' }),
  },
  review_rejected: {
    words: 'Review rejected',
    field: 'account_review_update',
    value: () => ({ decision: 'REJECTED' }),
    apply: changeWaba({ accountReviewStatus: 'REJECTED' }),
  },
  review_approved: {
    words: 'Review approved',
    field: 'account_review_update',
    value: () => ({ decision: 'APPROVED' }),
    apply: changeWaba({ accountReviewStatus: 'APPROVED' }),
  },
  capability_changed: {
    words: 'Capabilities changed',
    field: 'business_capability_update',
    value: () => ({ max_daily_conversations_per_business: 'TIER_10K', max_phone_numbers_per_business: 20 }),
  },
  settings_changed: {
    words: 'Calls switched on',
    field: 'account_settings_update',
    value: ({ number, state }) => ({
      messaging_product: 'whatsapp',
      timestamp: toSeconds(state.now()),
      type: 'phone_number_settings',
      phone_number_settings: {
        phone_number_id: number.id,
        calling: { status: 'ENABLED', call_icon_visibility: 'DEFAULT', callback_permission_status: 'ENABLED' },
      },
    }),
  },
  payment_configuration: {
    words: 'Payment provider needs testing',
    field: 'payment_configuration_update',
    value: ({ state }) => ({
      configuration_name: 'flowers-payments',
      provider_name: 'razorpay',
      provider_mid: 'acc_sandbox',
      status: 'Needs Testing',
      created_timestamp: Math.floor(state.now() / 1000),
      updated_timestamp: Math.floor(state.now() / 1000),
    }),
  },
  username_approved: {
    words: 'Business username approved',
    field: 'business_username_updates',
    value: (subject) => ({ display_phone_number: phone(subject), username: 'acme.flowers', status: 'approved' }),
  },
  username_deleted: {
    words: 'Business username deleted',
    field: 'business_username_updates',
    // The name itself is no longer sent.
    value: (subject) => ({ display_phone_number: phone(subject), status: 'deleted' }),
  },
  certification_needed: {
    words: 'Client certification needed',
    field: 'account_update',
    value: () => ({ event: 'PARTNER_CLIENT_CERTIFICATION_NEEDED' }),
  },
  account_verified: {
    words: 'VERIFIED_ACCOUNT',
    field: 'account_update',
    value: () => ({ event: 'VERIFIED_ACCOUNT' }),
  },
  picture_lost: {
    words: 'Profile picture lost',
    field: 'account_alerts',
    value: ({ number }) => ({
      entity_type: 'PHONE_NUMBER',
      entity_id: number.id,
      alert_info: {
        alert_severity: 'WARNING',
        alert_status: 'ACTIVE',
        alert_type: 'PROFILE_PICTURE_LOST',
        alert_description: 'The profile picture of the number was removed.',
      },
    }),
  },
  template_approved: templateEvent('Template approved', seedTemplates.pending, 'APPROVED', 'NONE'),
  template_rejected: templateEvent('Template rejected', seedTemplates.pending, 'REJECTED', 'INVALID_FORMAT'),
  template_paused: templateEvent('Template paused', seedTemplates.positional, 'PAUSED', 'NONE'),
  ...templateEvents,
  account_offboarded: {
    words: 'ACCOUNT_OFFBOARDED',
    field: 'account_update',
    value: (subject) => ({ event: 'ACCOUNT_OFFBOARDED', phone_number: phone(subject) }),
    apply: change({ status: 'DISCONNECTED' }),
  },
  account_reconnected: {
    words: 'ACCOUNT_RECONNECTED',
    field: 'account_update',
    value: (subject) => ({ event: 'ACCOUNT_RECONNECTED', phone_number: phone(subject) }),
    apply: change({ status: 'CONNECTED' }),
  },
  partner_added: {
    words: 'PARTNER_ADDED',
    field: 'account_update',
    value: (subject) => ({ event: 'PARTNER_ADDED', waba_info: wabaInfo(subject.waba) }),
  },
  partner_removed: {
    words: 'PARTNER_REMOVED',
    field: 'account_update',
    value: (subject) => ({ event: 'PARTNER_REMOVED', waba_info: wabaInfo(subject.waba) }),
    apply: loseWaba,
  },
  biz_app_disconnected: {
    words: 'Disconnected in the Business app',
    field: 'account_update',
    value: (subject) => ({
      // A phone of the account leaves; no account is named (meta-platform 17.4).
      event: 'PARTNER_REMOVED',
      phone_number: phone(subject),
      disconnection_info: { reason: 'ACCOUNT_DISCONNECTED', initiated_by: 'USER' },
    }),
    apply: (subject) => {
      change({ status: 'DISCONNECTED', platformType: 'NOT_APPLICABLE' })(subject);
      const { waba, state } = subject;
      const isLast = state.world.listNumbers(waba.id).every(({ platformType }) => platformType !== 'CLOUD_API');
      if (isLast) loseWaba(subject);
    },
  },
  app_uninstalled: {
    words: 'PARTNER_APP_UNINSTALLED',
    field: 'account_update',
    value: (subject) => ({
      event: 'PARTNER_APP_UNINSTALLED',
      waba_info: { ...wabaInfo(subject.waba), partner_app_id: subject.state.app.id },
    }),
    apply: ({ waba, state }) => {
      for (const token of state.grants.tokens) {
        if (token.wabaIds.includes(waba.id)) state.grants.revoke(token.token, 458);
      }
      state.subscriptions.delete(waba.id);
    },
  },
} as const satisfies Record<string, AccountEvent>;

export type AccountEventName = keyof typeof accountEvents;
export const accountEventNames = Object.keys(accountEvents) as [AccountEventName, ...AccountEventName[]];

/** "April 17, 2025": English text (meta-platform 17.4). */
const banDate = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

const banInfo = (state: 'DISABLE' | 'REINSTATE', { now }: SandboxState) => ({
  waba_ban_state: state,
  waba_ban_date: banDate.format(now()),
});

/** Applies the event and notifies the app. Resolves after the first try; throws when the number does not exist. */
export async function causeAccountEvent(state: SandboxState, name: AccountEventName, numberId: string): Promise<void> {
  const number = state.world.number(numberId);
  const waba = number && state.world.waba(number.wabaId);
  if (!number || !waba) throw new Error(`There is no number ${numberId}`);
  const event: AccountEvent = accountEvents[name];
  const subject = { number, waba, state };
  const value = event.value(subject);
  const entryId = isOfPortfolio(event.field, value) ? partnerPortfolioId : undefined;
  // Sent before it takes effect, so that an account that is lost still hears of it.
  const told = publish(state, accountChange({ wabaId: waba.id, field: event.field, value, entryId, at: state.now() }));
  event.apply?.(subject);
  await told;
}
