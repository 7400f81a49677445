import type { SandboxState } from '../state/sandboxState.js';
import { preferenceChange } from '../webhooks/conversationChanges.js';
import { publish } from '../webhooks/routing.js';
import { type ChatPartners, findPartners, toPartition } from './customerActs.js';
import { tidy } from './customerContent.js';
import { type Naming, namesFor } from './naming.js';

export interface Preference extends ChatPartners, Naming {
  value: 'stop' | 'resume';
  category?: string | undefined;
  by?: readonly ('waId' | 'userId')[] | undefined;
  at?: number | undefined;
}

/**
 * A customer stops or resumes a business's marketing, and the app gets `user_preferences`. Stopped, marketing templates
 * fail with 131050.
 */
export function customerPrefers(state: SandboxState, input: Preference): void {
  const { value, category = 'marketing_messages', by = ['waId', 'userId'], at = state.now() } = input;
  const { customer, number } = findPartners(input, state);
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
  void publish(state, change, { partition: toPartition(input) });
}
