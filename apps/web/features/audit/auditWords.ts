import type { AuditAction, AuditQuery } from '@switchboard/contracts';

/** What each action is called in the list of choices and in the log. */
export const actionWords: Record<AuditAction, string> = {
  'number.connected': 'Number connected',
  'number.reconnected': 'Number reconnected',
  'number.disconnected': 'Number disconnected',
  'number.paused': 'Number paused',
  'number.resumed': 'Number resumed',
  'number.restored': 'Disconnect undone',
  'number.revoked_at_meta': 'App removed at Meta from here',
  'number.added_by_token': 'Number added by token',
  'number.assign_refused': 'Sign-up not connected',
  'pin.revealed': 'PIN shown',
  'pin.changed': 'PIN changed',
  'handover.created': 'Hand-over link made',
  'handover.used': 'Hand-over link used',
  'conversation.taken': 'Conversation taken over',
  'conversation.handed_back': 'Conversation handed back',
  'member.invited': 'Colleague invited',
  'member.joined': 'Colleague joined',
  'member.removed': 'Colleague removed',
  'member.role_changed': 'Role changed',
  'member.renamed': 'Name changed',
  'invitation.sent_again': 'Invitation made anew',
  'invitation.withdrawn': 'Invitation withdrawn',
  'account.handed_over': 'Account handed over',
  'account.settings_changed': 'Settings changed',
  'password.changed': 'Password changed',
  'second_factor.added': 'Second factor set up',
  'second_factor.removed': 'Second factor removed',
  'second_factor.refused': 'Second factor refused',
  'second_factor.reset': 'Second factor reset by the operator',
  'recovery_codes.made': 'Recovery codes made',
  'recovery_code.used': 'Recovery code used',
  'password.reset': 'Forgotten password replaced',
  'email.confirmed': 'E-mail confirmed',
  'email.change_asked': 'Change of e-mail asked for',
  'email.changed': 'E-mail changed',
  'session.signed_in': 'Logged in',
  'session.sign_in_failed': 'Log-in failed',
  'session.signed_out': 'Logged out',
  'session.ended': 'Signed out elsewhere',
  'data.downloaded': 'Data downloaded',
  'file.held_back': 'File held back',
  'keys.rotated': 'Keys rotated',
  'meta.access_removed': 'Access removed at Meta',
  'meta.deletion_requested': 'Deletion requested at Meta',
  'data.deleted': 'Data deleted',
  'job.run_again': 'Work begun again by the operator',
};

export type AuditFilter = Pick<AuditQuery, 'action' | 'userId' | 'from' | 'to'>;

/** The filter as the API takes it; what is not chosen is left out. */
export function toAuditQuery(filter: AuditFilter, before: string | null = null): AuditQuery {
  return Object.fromEntries(Object.entries({ ...filter, before }).filter(([, value]) => value));
}

/** Whether the days can be asked for: an end before its beginning finds nothing, and is said instead. */
export const daysAreInOrder = ({ from, to }: AuditFilter): boolean => !from || !to || from <= to;
