import type { BillingDto } from '@switchboard/contracts';
import { type AppSubscription, type GraphResult, type WebhookField, webhookFields } from '@switchboard/graph';
import { type Diagnosis, diagnosis, good, unclear } from './finding.js';

const ourObject = 'whatsapp_business_account';
const operator = { turn: 'operator' } as const;

/** What the app is told of WhatsApp accounts, among all that it is told of. */
export const findOurSubscription = (subscriptions: readonly AppSubscription[]): AppSubscription | undefined =>
  subscriptions.find(({ object }) => object === ourObject);

const lostWithout = ({ field, brings }: WebhookField) => `“${field}” (${brings})`;

/** The webhook fields that Meta sends the app, against those that Switchboard reads (meta-platform 17.8). */
export function checkWebhookFields(subscriptions: GraphResult<AppSubscription[]>): Diagnosis {
  if (!subscriptions.ok) {
    return unclear('Meta did not say what it tells the app of.', subscriptions.failure);
  }
  const ours = findOurSubscription(subscriptions.value);
  const next = 'Subscribe to them in the app’s settings at Meta: Webhooks, WhatsApp Business Account.';
  if (!ours) {
    return diagnosis('bad', 'The app is not subscribed to any webhook about WhatsApp accounts.', { ...operator, next });
  }
  if (ours.isActive === false) {
    return diagnosis('bad', 'The app’s subscription to webhooks about WhatsApp accounts is switched off at Meta.', {
      ...operator,
      next,
    });
  }
  const here = new Set(ours.fields);
  const missing = webhookFields.filter(({ field }) => !here.has(field));
  if (missing.length === 0) return good(`Meta tells of all ${webhookFields.length} fields that Switchboard knows.`);
  const isNeeded = missing.some(({ needed }) => needed === 'always');
  const count = missing.length === 1 ? 'One field is' : `${missing.length} fields are`;
  return diagnosis(isNeeded ? 'bad' : 'waiting', `${count} missing of the ${webhookFields.length} to subscribe to.`, {
    ...operator,
    cause: `Without them Switchboard does not hear of: ${missing.map(lostWithout).join('; ')}.`,
    next,
  });
}

export function checkCosts(billing: BillingDto | null | undefined): Diagnosis {
  if (!billing) return diagnosis('unknown', 'The number was disconnected meanwhile.');
  const { freeReplies, payment, warning, note } = billing;
  const result = `${freeReplies.text} ${payment.text}`;
  const inManager = { turn: 'you', cause: note } as const;
  if (warning) return diagnosis(payment.method === 'no' ? 'bad' : 'unknown', result, { ...inManager, next: warning });
  if (payment.method === 'yes') return good(result);
  if (payment.method === 'unknown') {
    return diagnosis('unknown', result, { ...inManager, next: 'WhatsApp Manager shows it, under Billing.' });
  }
  return diagnosis('waiting', result, {
    ...inManager,
    next: 'Add one in WhatsApp Manager before the free replies are used up: templates are billed from the first on.',
  });
}
