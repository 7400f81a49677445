import type { Role } from '@switchboard/contracts';

/** What each role is called, and what it may do. */
export const roleWords: Record<Role, { name: string; can: string }> = {
  owner: { name: 'Owner', can: 'connects new numbers, manages the team and the business.' },
  support: { name: 'Support', can: 'sees the numbers, and reconnects or disconnects them when something is wrong.' },
};
