import type { SandboxState } from '../state/sandboxState.js';
import { secondsOf, stateSyncChange } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { tidy } from './customerContent.js';

/** An entry of the address book of a phone in coexistence. */
export interface PhoneBookEntry {
  fullName?: string | undefined;
  firstName?: string | undefined;
  /** Digits; an empty text is told as one, and nothing at all when left out (meta-platform 17.2). */
  waId?: string | undefined;
  userId?: string | undefined;
  parentUserId?: string | undefined;
  username?: string | undefined;
  /** `add` when left out. */
  action?: 'add' | 'remove' | undefined;
  /** Milliseconds since the epoch; now when left out. */
  at?: number | undefined;
}

/** The address book of a number's phone changes, and the app is told by `smb_app_state_sync`. Throws without the number. */
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
    metadata: { timestamp: secondsOf(at) },
  }));
  return publish(state, stateSyncChange({ number, entries }));
}
