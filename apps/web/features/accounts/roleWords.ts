import type { Role } from '@switchboard/contracts';

interface RoleWords {
  name: string;
  /** Within sentences. */
  called: string;
  can: string;
  tone: 'accent' | 'idle';
  other: Role;
  /** What else happens to a person who gets this role. */
  aside: string;
}

export const roleWords: Record<Role, RoleWords> = {
  owner: {
    name: 'Owner',
    called: 'an owner',
    can: 'answers customers, connects new numbers, manages the team and the business.',
    tone: 'accent',
    other: 'support',
    aside: '',
  },
  support: {
    name: 'Support',
    called: 'support staff',
    can: 'answers customers, and reconnects or disconnects numbers when something is wrong.',
    tone: 'idle',
    other: 'owner',
    aside: ' Open invitations of theirs are withdrawn.',
  },
};
