export interface WebhookField {
  field: string;
  brings: string;
  /**
   * What is missing without it. `always`: customers or the state of numbers. `phone_app`: what the WhatsApp Business app
   * on the phone shares. `groups`: groups.
   */
  needed: 'always' | 'phone_app' | 'groups';
}

const rows: [field: string, brings: string, needed?: WebhookField['needed']][] = [
  ['messages', 'what customers write, and what became of what was sent'],
  ['standby', 'the same for conversations that another app or Meta’s agent answers'],
  ['messaging_handovers', 'who answers a conversation from now on'],
  ['calls', 'calls of customers'],
  ['smb_message_echoes', 'what was written in the WhatsApp Business app', 'phone_app'],
  ['smb_app_state_sync', 'the address book of the WhatsApp Business app', 'phone_app'],
  ['history', 'earlier chats of the WhatsApp Business app', 'phone_app'],
  ['user_preferences', 'customers who want no marketing, or want it again'],
  ['account_update', 'sign-ups, removals, bans and restrictions of WhatsApp accounts'],
  ['account_review_update', 'Meta’s review of a WhatsApp account'],
  ['account_alerts', 'limits, official accounts and lost profile pictures'],
  ['account_settings_update', 'settings of a number, for example of its calls'],
  ['phone_number_quality_update', 'limits and speed of a number'],
  ['phone_number_name_update', 'Meta’s review of a display name'],
  ['business_capability_update', 'how many customers a business may write to first'],
  ['business_username_updates', 'the username of a number'],
  ['message_template_status_update', 'templates that were approved, rejected or paused'],
  ['message_template_quality_update', 'what customers think of a template'],
  ['message_template_components_update', 'parts of a template that were changed'],
  ['template_category_update', 'templates that get another category'],
  ['template_correct_category_detection', 'templates whose category does not fit, in Meta’s judgement'],
  ['security', 'the two-step PIN of a number'],
  ['payment_configuration_update', 'settings of WhatsApp Payments'],
  ['flows', 'forms behind templates that were changed, blocked or throttled'],
  ['partner_solutions', 'how partners share a WhatsApp account'],
  ['automatic_events', 'purchases and leads that Meta noticed in a chat'],
  ['group_lifecycle_update', 'groups that were made or ended', 'groups'],
  ['group_participants_update', 'people who joined or left a group', 'groups'],
  ['group_settings_update', 'the name, picture and description of a group', 'groups'],
  ['group_status_update', 'groups that Meta suspended or let go on', 'groups'],
];

/**
 * Every field that an app has to be subscribed to, in the order in which they are shown. To be compared with what
 * `GraphClient.listAppSubscriptions` says of `whatsapp_business_account`.
 */
export const webhookFields: readonly WebhookField[] = rows.map(([field, brings, needed = 'always']) => ({
  field,
  brings,
  needed,
}));
