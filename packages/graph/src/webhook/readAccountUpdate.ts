import { asDigits, asFilledText, asId, asMoment, asObject, type JsonObject } from './jsonReaders.js';
import type { AccountUpdate } from './webhook.types.js';

const accountFields = new Set([
  'account_update',
  'account_review_update',
  'account_alerts',
  'phone_number_quality_update',
  'phone_number_name_update',
  'business_capability_update',
  'message_template_status_update',
  'message_template_quality_update',
  'message_template_components_update',
  'template_category_update',
  'security',
  'account_settings_update',
  'business_username_updates',
  'template_correct_category_detection',
  'payment_configuration_update',
  'flows',
  'partner_solutions',
  'automatic_events',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
]);

export const isAccountField = (field: string) => accountFields.has(field);

/** The change of an account field. `undefined`: it tells of no account. */
export function readAccountUpdate(
  field: string,
  value: JsonObject,
  entry: { id: string; time: unknown },
): AccountUpdate | undefined {
  // For events about partners the entry has the id of the partner's portfolio.
  const wabaId = asId(asObject(value.waba_info)?.waba_id) ?? entry.id;
  if (wabaId === '') return undefined;
  const metadata = asObject(value.metadata);
  const settings = asObject(value.phone_number_settings);
  return {
    kind: 'account',
    entryId: entry.id,
    field,
    wabaId,
    displayPhone:
      asDigits(value.display_phone_number) ??
      asDigits(metadata?.display_phone_number) ??
      // The one number of several that leaves its WhatsApp account, or comes back (meta-platform 17.4).
      asDigits(value.phone_number),
    phoneNumberId:
      asId(metadata?.phone_number_id) ??
      asId(settings?.phone_number_id) ??
      (value.entity_type === 'PHONE_NUMBER' ? asId(value.entity_id) : undefined),
    event:
      asFilledText(value.event) ?? asFilledText(value.decision) ?? asFilledText(asObject(value.alert_info)?.alert_type),
    at: asMoment(entry.time) ?? null,
    value,
  };
}
