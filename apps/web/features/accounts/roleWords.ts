import type { Role } from '@switchboard/contracts';

interface RoleWords {
  name: string;
  /** As it stands in sentences. */
  called: string;
  can: string;
  tone: 'accent' | 'idle';
  /** What a member of this role can be made. */
  other: Role;
  /** What happens beside to somebody who is made this. */
  aside: string;
}

/** What each role is called and how it is shown, and what it may do. */
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
