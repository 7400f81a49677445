import { type DictionaryEntry, lookUp } from './entry.js';

/** Where Meta's signup window can be left: `current_step` of a `CANCEL` (meta-platform 1.3). In the order of the window. */
export const cancelSteps = [
  'BUSINESS_ACCOUNT_SELECTION',
  'WABA_PHONE_PROFILE_PICKER',
  'WHATSAPP_BUSINESS_PROFILE_SETUP',
  'PHONE_NUMBER_SETUP',
  'PHONE_NUMBER_VERIFICATION',
  'PERMISSIONS',
] as const;
export type CancelStep = (typeof cancelSteps)[number];

export interface CancelStepEntry extends DictionaryEntry {
  /** Which screen it is, to stand after "closed at": `the choice of the business`. */
  screen: string;
}

const left = (screen: string, title: string, what: string, press: string): CancelStepEntry => ({
  screen,
  title,
  what,
  turn: 'you',
  press,
  tone: 'warn',
});

// biome-ignore format: a table is read by its rows
const steps: Record<CancelStep, CancelStepEntry> = {
  BUSINESS_ACCOUNT_SELECTION: left('the choice of the business', 'Closed while choosing the business', 'Meta’s window was closed where it asks which business the number belongs to. Nothing was connected.', 'Connect again and choose your business, or make a new one. If it is greyed out, let an admin of that business at Meta do it.'),
  WABA_PHONE_PROFILE_PICKER: left('the choice of the WhatsApp account and number', 'Closed while choosing the number', 'Meta’s window was closed where it asks which WhatsApp account and which number to share. Nothing was connected.', 'Connect again and tick the WhatsApp account and the number. A new one can be made there too.'),
  WHATSAPP_BUSINESS_PROFILE_SETUP: left('the business profile', 'Closed at the business profile', 'Meta’s window was closed where it asks for the name and the category that customers see. Nothing was connected.', 'Connect again with the display name at hand: it has to fit the name of your business, and Meta reviews it.'),
  PHONE_NUMBER_SETUP: left('the phone number', 'Closed at the phone number', 'Meta’s window was closed where it asks for the phone number. Nothing was connected.', 'Connect again with a number that can take a text message or a call. One that is in use in the WhatsApp app has to be deleted there first, or be shared with the app.'),
  PHONE_NUMBER_VERIFICATION: left('the code that proves the number', 'Closed while waiting for the code', 'Meta’s window was closed where it asks for the code that it sent to the number. Nothing was connected.', 'Connect again with the phone at hand. If no text message comes, choose the call. After several tries Meta wants a pause of some hours.'),
  PERMISSIONS: left('the permissions', 'Closed at the permissions', 'Meta’s window was closed where it asks whether Switchboard may manage the account and its messages. Nothing was connected.', 'Connect again and press on to the end. Switchboard needs both permissions to receive and send.'),
};

/**
 * Where Meta's signup window was left, and what to do the next time.
 *
 * @param step `current_step`, as Meta's window said it.
 * @returns undefined for a screen that nobody has words for yet.
 */
export const findCancelStepEntry = (step: string): CancelStepEntry | undefined => lookUp<CancelStepEntry>(steps, step);
