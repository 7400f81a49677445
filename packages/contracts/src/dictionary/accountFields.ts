import { type DictionaryEntry, info, warn } from './entry.js';

/** Webhook fields about accounts and numbers that name no event (meta-platform 8.7, 17.8). */
export const plainFields = [
  'business_capability_update',
  'message_template_quality_update',
  'message_template_components_update',
  'template_category_update',
  'user_preferences',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'automatic_events',
  'partner_solutions',
  'payment_configuration_update',
  'flows',
  'calls',
  'standby',
  'messaging_handovers',
  'account_settings_update',
  'business_username_updates',
  'template_correct_category_detection',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
] as const;
export type PlainField = (typeof plainFields)[number];

// biome-ignore format: a table is read by its rows
export const accountFields: Record<PlainField, DictionaryEntry> = {
  business_capability_update: info('meta', 'Business limits changed', 'Meta changed how many customers a day the business may write to first.', null),
  message_template_quality_update: info('you', 'Quality of a template', 'Meta changed its judgement of what customers think of a template.', 'If it fell, send the template only to customers who expect it.'),
  message_template_components_update: info('you', 'Template changed', 'The parts of a template were changed at Meta.', 'Look at it before you send it the next time.'),
  template_category_update: warn('you', 'Category of a template', 'Meta moved a template to another category, or will. The price of a message depends on it.', 'See WhatsApp Manager. If you do not agree, ask for a review there.'),
  user_preferences: info('you', 'Customer preference', 'A customer changed whether they want marketing messages.', null),
  smb_message_echoes: info('you', 'Written on the phone', 'Somebody of yours wrote to a customer in the WhatsApp Business app. It is shown in the inbox.', null),
  smb_app_state_sync: info('meta', 'Contacts of the phone', 'Meta passed on contacts of the WhatsApp Business app.', null),
  history: info('meta', 'History of the phone', 'Meta passed on earlier chats of the WhatsApp Business app, or said why it does not.', null),
  automatic_events: info('meta', 'Automatic event', 'Meta noticed a purchase or a lead in a chat, for measuring ads. Switchboard does not use it.', null),
  partner_solutions: info('meta', 'Partner solution changed', 'Meta changed how partners share this WhatsApp account. It concerns the operator.', null),
  payment_configuration_update: info('you', 'Payments changed', 'The settings of WhatsApp Payments were changed at Meta.', null),
  flows: info('you', 'A form changed', 'Meta reports about a form (a flow) of this WhatsApp account: its status or how well it answers.', 'See WhatsApp Manager when it was blocked or throttled.'),
  calls: info('you', 'A call', 'Meta reports a WhatsApp call to or from this number. Switchboard does not take calls.', 'Calls can be switched off in WhatsApp Manager.'),
  standby: info('meta', 'Somebody else answers', 'Meta passed on a conversation that another app or Meta’s agent answers. It is shown in the inbox.', null),
  messaging_handovers: info('meta', 'Somebody else answers now', 'Meta changed who answers a conversation.', null),
  account_settings_update: info('you', 'Settings of the number', 'A setting of the number was changed at Meta, for example of its calls.', null),
  business_username_updates: info('you', 'Username of the number', 'The username of the number was changed at Meta, or Meta decided on it.', null),
  template_correct_category_detection: warn('you', 'Category of a template', 'Meta thinks that a template is in the wrong category. The price of a message depends on it.', 'See WhatsApp Manager, and correct the category or ask for a review there.'),
  group_lifecycle_update: info('you', 'A group', 'A group of this number was made or ended, or making it failed.', null),
  group_participants_update: info('you', 'People of a group', 'Somebody joined or left a group of this number, or asked to join.', null),
  group_settings_update: info('you', 'Settings of a group', 'The name, the picture or the description of a group was changed, or could not be changed.', null),
  group_status_update: warn('you', 'Status of a group', 'Meta suspended a group of this number, or lets it go on.', 'See WhatsApp Manager for what Meta says about it.'),
};
