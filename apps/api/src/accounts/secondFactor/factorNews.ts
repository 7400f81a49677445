import { type AuditAction, isolated } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import type { AuditService } from '../audit.service.js';
import type { MembershipRecord } from '../membership.model.js';
import type { UserRecord } from '../user.model.js';

/** An alert about somebody's way of signing in. */
export interface SafetyNews {
  accountId: string;
  /** One alert a key. */
  key: string;
  tone: 'info' | 'warn' | 'bad';
  title: string;
  text: string;
  onlyFor: string[];
}
export type NotifySafety = (news: SafetyNews) => Promise<unknown>;

export interface FactorNewsDeps {
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  audit: AuditService;
  notify: NotifySafety;
  clock: Clock;
}

interface Words {
  action: AuditAction;
  key: string;
  tone: SafetyNews['tone'];
  title: string;
  /** After the person's name. */
  text: string;
  advice?: string;
  /** Owners need not know. */
  onlyPerson?: boolean;
  byNobody?: boolean;
  address?: string | undefined;
}

const notYou =
  'If that was not you, change your password now and look at your second factors under Settings, Security.';

/** Records what happened to second factors, and alerts the person and, where it matters, the owners. */
export function createFactorNews({ users, memberships, audit, notify, clock }: FactorNewsDeps) {
  async function publish(userId: string, words: Words): Promise<void> {
    const [user, rows] = await Promise.all([
      users.findOne({ userId }, { name: 1 }).lean(),
      memberships.find({ userId }).lean(),
    ]);
    const text = `${isolated(user?.name ?? 'A former member')} ${words.text}`;
    for (const { accountId } of rows) {
      const { action, title, tone, address } = words;
      await audit.record({ accountId, action, text, address, ...(words.byNobody ? {} : { userId }) });
      const owners = words.onlyPerson ? [] : await memberships.find({ accountId, role: 'owner' }, { userId: 1 }).lean();
      await notify({
        accountId,
        key: `sign-in:${userId}:${action}:${words.key}`,
        tone,
        title,
        text: words.advice ? `${text} ${words.advice}` : text,
        onlyFor: [...new Set([userId, ...owners.map((owner) => owner.userId)])],
      });
    }
  }
  const moment = () => String(clock.now().getTime());

  return {
    added: (userId: string, what: string, address: string) =>
      publish(userId, {
        ...{ action: 'second_factor.added', key: moment(), tone: 'info', address, onlyPerson: true },
        title: 'A second factor was set up',
        text: `set up ${what} for signing in.`,
        advice: notYou,
      }),

    removed: (userId: string, what: string, address: string) =>
      publish(userId, {
        ...{ action: 'second_factor.removed', key: moment(), tone: 'warn', address },
        title: 'A second factor was removed',
        text: `removed ${what} from signing in.`,
        advice: notYou,
      }),

    codesMade: (userId: string, address: string) =>
      publish(userId, {
        ...{ action: 'recovery_codes.made', key: moment(), tone: 'info', address, onlyPerson: true },
        title: 'New recovery codes were made',
        text: 'made new recovery codes; those of before do not work any more.',
        advice: notYou,
      }),

    recoveryUsed: (userId: string, left: number, address: string) =>
      publish(userId, {
        ...{ action: 'recovery_code.used', key: moment(), tone: 'warn', address },
        title: 'A recovery code was used',
        text: `signed in with a recovery code; ${left === 1 ? 'one is' : `${left} are`} left.`,
        advice: notYou,
      }),

    /** @param row how many wrong ones in a row. @param inAll how many ever: one alert a row. */
    refused: (userId: string, row: number, inAll: number, address: string) =>
      publish(userId, {
        ...{ action: 'second_factor.refused', key: String(inAll), tone: 'bad', address, byNobody: true },
        title: 'Somebody fails at a second factor',
        text: `or somebody who poses as them gave a wrong second factor ${row} times in a row.`,
        advice:
          'Whoever it is got past the password, or has a device in hand that is signed in. If it was not the person themselves, the password has to be changed now.',
      }),

    foreignOrigin: (userId: string, origin: string, address: string) =>
      publish(userId, {
        // At most once a day, however often it is tried.
        ...{ action: 'second_factor.refused', key: `origin:${clock.now().toISOString().slice(0, 10)}`, tone: 'bad' },
        ...{ address, byNobody: true },
        title: 'A passkey was used on another site',
        text: `was refused: the answer of the passkey came from ${isolated(origin.slice(0, 100))}, which is not Switchboard.`,
        advice: 'A page that looks like Switchboard may be about. Open Switchboard by its own address only.',
      }),

    reset: (userId: string) =>
      publish(userId, {
        ...{ action: 'second_factor.reset', key: moment(), tone: 'warn', byNobody: true },
        title: 'The operator reset a second factor',
        text: 'has no second factor any more: whoever runs this Switchboard took all of them away. Every session of that person ended.',
        advice: 'If nobody asked for that, write to whoever runs this Switchboard.',
      }),
  };
}
export type FactorNews = ReturnType<typeof createFactorNews>;
