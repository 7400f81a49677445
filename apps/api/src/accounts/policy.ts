import { type ErrorCode, type MemberRight, memberRights, type Role } from '@switchboard/contracts';
import { AppError } from '../platform/errors.js';

/**
 * `operator` and `monitoring` hold a token of the configuration, `meta` signs or knows the verify token, `link` holds a
 * secret that was handed out or mailed.
 */
export type Actor = Role | 'operator' | 'monitoring' | 'meta' | 'link' | 'anyone';

/** What a right can depend on beside the role. */
export const conditions = {
  knowsNumbers: 'where the account knows a number',
  knownNumbersOnly: 'where the attempt takes known numbers only',
  supportMayRevoke: 'where an owner allows it',
  supportMayHandOver: 'unless an owner forbids it',
} as const;
type Condition = keyof typeof conditions;
type Grant = 'yes' | Condition;

const everybody = { owner: 'yes', support: 'yes' } as const;
const owners = { owner: 'yes' } as const;
const operator = { operator: 'yes' } as const;

/** Who may do what; whoever is not named may not. A row is for members, or for one kind of outsider. */
export const policy = {
  // --- oneself ---
  'self.read': everybody,
  'self.update': everybody,
  'session.manage': everybody,
  'secondFactor.manage': everybody,

  // --- the account and its team ---
  'account.rename': owners,
  'account.handOver': owners,
  'team.read': everybody,
  'team.invite': owners,
  'team.changeRole': owners,
  'team.remove': owners,
  'permissions.read': everybody,
  'permissions.change': owners,
  'security.read': everybody,
  'security.change': owners,
  'audit.read': owners,

  // --- numbers: in ---
  'connection.read': everybody,
  'number.connect': owners,
  'number.add': owners,
  'number.reconnect': { owner: 'yes', support: 'knowsNumbers' },
  'number.choose': everybody,
  'attempt.finish': everybody,
  'attempt.retry': { owner: 'yes', support: 'knownNumbersOnly' },
  'handover.create': { owner: 'yes', support: 'supportMayHandOver' },
  'handover.read': everybody,
  'handover.cancel': everybody,

  // --- numbers: how they stand ---
  'number.check': everybody,
  'number.subscribe': everybody,
  'number.examine': everybody,
  'number.register': everybody,
  'number.verify': everybody,
  'number.prove': everybody,
  'number.configure': owners,
  'pin.choose': owners,
  'pin.reveal': owners,
  'pin.change': owners,

  // --- numbers: out. Removing the app at Meta touches more than Switchboard ---
  'number.disconnect': everybody,
  'number.resume': everybody,
  'number.revoke': { owner: 'yes', support: 'supportMayRevoke' },

  // --- inbox and alerts ---
  'inbox.read': everybody,
  'inbox.write': everybody,
  'inbox.takeOver': everybody,
  'quarantine.read': owners,
  'quarantine.replay': owners,
  'alert.read': everybody,
  'alert.configure': everybody,
  'realtime.listen': everybody,

  // --- over all accounts ---
  'operator.funnel': operator,
  'operator.unknownCodes': operator,
  'operator.findAccounts': operator,
  'operator.givenUpJobs': operator,
  'operator.runJobAgain': operator,
  'operator.resetSecondFactor': operator,
  'operator.readReadiness': operator,
  'operator.tickReadiness': operator,
  'operator.readHostedSignups': operator,
  'operator.assignHostedSignup': operator,
  'operator.readReference': operator,
  'metrics.read': { monitoring: 'yes' },

  // --- outsiders: the handler checks what they hold or sign ---
  'webhook.deliver': { meta: 'yes' },
  'webhook.verify': { meta: 'yes' },
  'webhook.callback': { meta: 'yes' },
  'invitation.use': { link: 'yes' },
  'handover.use': { link: 'yes' },
  'mailedLink.use': { link: 'yes' },
  'deletion.read': { link: 'yes' },
  'upload.use': { link: 'yes' },

  // --- for everybody ---
  'session.open': { anyone: 'yes' },
  'session.end': { anyone: 'yes' },
  'health.read': { anyone: 'yes' },
  'reference.read': { anyone: 'yes' },
  'imprint.read': { anyone: 'yes' },
} as const satisfies Record<string, Row> & Record<MemberRight, Row>;

type Row =
  | { owner: 'yes'; support?: Grant }
  | { [Only in Exclude<Actor, Role>]: { [Actor in Only]: 'yes' } }[Exclude<Actor, Role>];

export type Right = keyof typeof policy;
type GrantsOf<R extends Right> = (typeof policy)[R][keyof (typeof policy)[R]];
type ConditionOf<R extends Right> = Extract<GrantsOf<R>, Condition>;
/** `never` where the role alone decides. */
export type SubjectOf<R extends Right> = [ConditionOf<R>] extends [never] ? never : Record<ConditionOf<R>, boolean>;
type SubjectArgs<R extends Right> = [ConditionOf<R>] extends [never] ? [] : [subject: SubjectOf<R>];

/** Open to an owner who has to set up a second factor first. */
export const beforeSecondFactor: ReadonlySet<Right> = new Set<Right>(['self.read', 'secondFactor.manage']);

/** Where a refusal is not `owner_only`. */
const refusals: Partial<Record<Right, ErrorCode>> = {
  'number.revoke': 'revoke_not_allowed',
  'handover.create': 'forbidden',
};

type Subject = Partial<Record<Condition, boolean>>;

function findGrant({ role }: { role: Actor }, right: Right): Grant | undefined {
  const row: Partial<Record<Actor, Grant>> = policy[right];
  return row[role];
}

/** For guards of any route, which cannot know the subject's type. */
export function isGranted(who: { role: Actor }, right: Right, subject: Subject | undefined): boolean {
  const grant = findGrant(who, right);
  if (grant === undefined || grant === 'yes') return grant === 'yes';
  return subject?.[grant] === true;
}

export function isConditional(who: { role: Actor }, right: Right): boolean {
  const grant = findGrant(who, right);
  return grant !== undefined && grant !== 'yes';
}

/** @param subject what it is done on, for rights that depend on it. */
export const may = <R extends Right>(who: { role: Actor }, right: R, ...[subject]: SubjectArgs<R>): boolean =>
  isGranted(who, right, subject);

export const toRefusal = (right: Right): AppError => new AppError(refusals[right] ?? 'owner_only');

export const listRights = (who: { role: Role }): MemberRight[] => memberRights.filter((right) => may(who, right));

interface RoleTraits {
  /** In sentences. */
  called: string;
  isIndispensable: boolean;
  canBeAskedForFactor: boolean;
  /** Unless the person says otherwise. */
  getsAlertMails: boolean;
}

export const traitsOf: Record<Role, RoleTraits> = {
  owner: { called: 'an owner', isIndispensable: true, canBeAskedForFactor: true, getsAlertMails: true },
  support: { called: 'support staff', isIndispensable: false, canBeAskedForFactor: false, getsAlertMails: false },
};
