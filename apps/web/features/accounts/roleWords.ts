import type { Role } from '@switchboard/contracts';

/** What each role is called, and what it may do. */
export const roleWords: Record<Role, { name: string; can: string }> = {
  owner: { name: 'Owner', can: 'answers customers, connects new numbers, manages the team and the business.' },
  support: {
    name: 'Support',
    can: 'answers customers, and reconnects or disconnects numbers when something is wrong.',
  },
};
