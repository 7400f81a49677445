import type { SandboxState } from '../state/sandboxState.js';
import { stateSyncChange, toSeconds } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { tidy } from './customerContent.js';

export interface PhoneBookEntry {
  fullName?: string | undefined;
  firstName?: string | undefined;
  /** Digits; empty is sent empty, and undefined is left out (meta-platform 17.2). */
  waId?: string | undefined;
  userId?: string | undefined;
  parentUserId?: string | undefined;
  username?: string | undefined;
  action?: 'add' | 'remove' | undefined;
  at?: number | undefined;
}

/** Changes the address book of a number's phone; the app gets `smb_app_state_sync`. Throws without the number. */
export function phoneBookChanges(
  state: SandboxState,
  input: { phoneNumberId: string; entries: readonly PhoneBookEntry[] },
): Promise<void> {
  const number = state.world.number(input.phoneNumberId);
  if (!number) throw new Error(`There is no number ${input.phoneNumberId}`);
  const entries = input.entries.map(({ action = 'add', at = state.now(), ...entry }) => ({
    type: 'contact',
    contact: tidy({
      full_name: entry.fullName,
      first_name: entry.firstName ?? entry.fullName?.split(' ')[0],
      phone_number: entry.waId,
      user_id: entry.userId,
      parent_user_id: entry.parentUserId,
      username: entry.username,
    }),
    action,
    metadata: { timestamp: toSeconds(at) },
  }));
  return publish(state, stateSyncChange({ number, entries }));
}
