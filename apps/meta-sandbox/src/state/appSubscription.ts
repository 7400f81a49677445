/** Fields of `whatsapp_business_account` (Meta's webhook reference). */
export const webhookFields = [
  'messages',
  'standby',
  'messaging_handovers',
  'calls',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'user_preferences',
  'account_update',
  'account_review_update',
  'account_alerts',
  'account_settings_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'business_capability_update',
  'business_username_updates',
  'message_template_status_update',
  'message_template_quality_update',
  'message_template_components_update',
  'template_category_update',
  'template_correct_category_detection',
  'security',
  'payment_configuration_update',
  'flows',
  'partner_solutions',
  'automatic_events',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
] as const;

const known: ReadonlySet<string> = new Set(webhookFields);

/**
 * The fields the app takes, as set in the app's dashboard or by `POST /{app}/subscriptions`. All of them at first: an app
 * that was set up with care. The address they go to is the webhook target.
 */
export class AppSubscription {
  #fields: ReadonlySet<string> = known;

  get fields(): readonly string[] {
    return [...this.#fields];
  }

  /** Throws for an unknown field. */
  set(fields: readonly string[]): void {
    const stranger = fields.find((field) => !known.has(field));
    if (stranger !== undefined) throw new Error(`There is no field ${stranger}`);
    this.#fields = new Set(fields);
  }

  get missing(): readonly string[] {
    return webhookFields.filter((field) => !this.#fields.has(field));
  }

  /** Takes all fields but these. Throws for an unknown field. */
  leaveOut(fields: readonly string[]): void {
    const stranger = fields.find((field) => !known.has(field));
    if (stranger !== undefined) throw new Error(`There is no field ${stranger}`);
    this.set(webhookFields.filter((field) => !fields.includes(field)));
  }

  /** An unknown field, such as a test's, is always sent. */
  hears(field: string): boolean {
    return !known.has(field) || this.#fields.has(field);
  }

  clear(): void {
    this.#fields = known;
  }
}
