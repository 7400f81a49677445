import type { AccountEventName, AccountEventPayload } from '@switchboard/contracts';
import type { Clock } from '../platform/clock.js';
import type { DomainEventMap, DomainEventName, DomainEvents } from '../platform/domainEvents.js';

export interface Push<Name extends AccountEventName = AccountEventName> {
  rooms: string[];
  message: Name;
  payload: AccountEventPayload<Name>;
  /** The sockets are closed after it. */
  closes?: true;
}
type ToPush<Name extends DomainEventName> = (happened: DomainEventMap[Name], at: string) => Push;

export const accountRoom = (accountId: string) => `account:${accountId}`;
export const sessionRoom = (sessionId: string) => `session:${sessionId}`;

const toAccount = <Name extends AccountEventName>(
  { accountId }: { accountId: string },
  message: Name,
  payload: AccountEventPayload<Name>,
): Push<Name> => ({ rooms: [accountRoom(accountId)], message, payload });

const toSessions = ({ sessionIds }: { sessionIds: readonly string[] }): Push => ({
  rooms: sessionIds.map(sessionRoom),
  message: 'session:ended',
  payload: {},
  closes: true,
});

/** The events that browsers are notified of: event → room → message. */
export const pushes = {
  'attempt.changed': (it) => toAccount(it, 'connect:attempt', { attempt: it.attempt }),
  'handover.changed': (it) => toAccount(it, 'connect:handover', { handover: it.handover }),
  'numbers.changed': (it, at) => toAccount(it, 'numbers:changed', { at }),
  'numbers.activity': (it, at) => toAccount(it, 'numbers:changed', { at }),
  'alerts.changed': (it, at) => toAccount(it, 'alerts:changed', { at }),
  'message.arrived': (it) => toAccount(it, 'inbox:arrival', { message: it.message }),
  'inbox.changed': (it) => toAccount(it, 'inbox:change', it.change),
  'session.ended': (it) => toSessions(it),
  // The page asks whether its session goes on, and is led to what has to be set up.
  'session.restricted': (it) => toSessions(it),
} satisfies { [Name in DomainEventName]?: ToPush<Name> };

export function openRooms(events: Pick<DomainEvents, 'on'>, clock: Clock, push: (push: Push) => void): void {
  const table: { [Name in keyof typeof pushes]: ToPush<Name> } = pushes;
  const open = <Name extends keyof typeof pushes>(name: Name) => {
    const toPush = table[name];
    events.on(name, (happened) => {
      const pushed = toPush(happened, clock.now().toISOString());
      // Socket.io takes an empty list for every room.
      if (pushed.rooms.length > 0) push(pushed);
    });
  };
  for (const name of Object.keys(table) as (keyof typeof pushes)[]) open(name);
}
