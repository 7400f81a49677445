import type { SandboxState } from '../state/sandboxState.js';
import { preferenceChange } from '../webhooks/conversationChanges.js';
import { publish } from '../webhooks/routing.js';
import { type ChatPartners, laneOf, partnersOf } from './customerActs.js';
import { tidy } from './customerContent.js';
import { type Naming, namesFor } from './naming.js';

export interface Preference extends ChatPartners, Naming {
  value: 'stop' | 'resume';
  /** `marketing_messages` when left out. */
  category?: string | undefined;
  /** The addresses the preference names; all that the customer has when left out. */
  by?: readonly ('waId' | 'userId')[] | undefined;
  /** Milliseconds since the epoch; now when left out. */
  at?: number | undefined;
}

/**
 * A customer no longer wants a business's marketing, or wants it again, and the app is told in `user_preferences`. Marketing
 * templates fail with 131050 until then. Throws when one of the two does not exist.
 */
export function customerPrefers(state: SandboxState, input: Preference): void {
  const { value, category = 'marketing_messages', by = ['waId', 'userId'], at = state.now() } = input;
  const { customer, number } = partnersOf(input, state);
  const names = namesFor(state, customer, number, input);
  state.optOuts.set(number.id, customer.id, value);
  const preference = tidy({
    wa_id: by.includes('waId') ? names.phone : undefined,
    user_id: by.includes('userId') ? names.userId : undefined,
    parent_user_id: by.includes('userId') ? names.parentUserId : undefined,
    detail: `User requested to ${value} marketing messages`,
    category,
    value,
    // A number, unlike everywhere else.
    timestamp: Math.floor(at / 1000),
  });
  const change = preferenceChange({ number: names.number, contacts: [names.contact], preferences: [preference] });
  void publish(state, change, { lane: laneOf(input) });
}
