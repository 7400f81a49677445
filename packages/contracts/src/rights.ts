/**
 * What somebody who is signed in may do in their account by their role alone. Which role may is in the API's table
 * (`apps/api/src/accounts/policy.ts`); a session is told its own (`may` of `GET /api/auth/me`), so that a page offers no
 * more. What also depends on a number or on a setting of the account is told where that is.
 */
export const memberRights = [
  'self.read',
  'self.update',
  'session.manage',
  'secondFactor.manage',
  'account.rename',
  'account.handOver',
  'team.read',
  'team.invite',
  'team.changeRole',
  'team.remove',
  'permissions.read',
  'permissions.change',
  'security.read',
  'security.change',
  'audit.read',
  'connection.read',
  'number.connect',
  'number.add',
  'number.choose',
  'attempt.finish',
  'number.check',
  'number.subscribe',
  'number.examine',
  'number.register',
  'number.verify',
  'number.prove',
  'number.configure',
  'number.disconnect',
  'number.resume',
  'pin.choose',
  'pin.reveal',
  'pin.change',
  'handover.read',
  'handover.cancel',
  'alert.read',
  'alert.configure',
  'inbox.read',
  'inbox.write',
  'inbox.takeOver',
  'quarantine.read',
  'quarantine.replay',
  'realtime.listen',
] as const;
export type MemberRight = (typeof memberRights)[number];

const known: ReadonlySet<string> = new Set(memberRights);
export const isMemberRight = (name: string): name is MemberRight => known.has(name);
