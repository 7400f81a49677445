import { may } from '../accounts/policy.js';
import type { Principal, SessionService } from '../accounts/session.service.js';
import { withinTime } from '../platform/databaseTimer.js';
import type { TicketService } from './ticket.service.js';

export interface SocketAdmissionDeps {
  tickets: Pick<TicketService, 'redeem'>;
  sessions: Pick<SessionService, 'check'>;
  nameOfUser: (userId: string) => Promise<string>;
  /** Milliseconds that the database has for each question. */
  admitMs: number;
}

/** A person who may listen, with the name that others see. */
export interface Listener {
  principal: Principal;
  name: string;
}

/** Says who may open a socket, and whether they still may. */
export function createSocketAdmission({ tickets, sessions, nameOfUser, admitMs }: SocketAdmissionDeps) {
  async function redeem(ticket: string): Promise<Listener | null> {
    const claims = await tickets.redeem(ticket);
    const principal = claims && (await sessions.check(claims));
    if (!principal || !may(principal, 'realtime.listen')) return null;
    return { principal, name: await nameOfUser(principal.userId) };
  }

  return {
    /** Uses a ticket up. @returns null where it is nobody's. @throws DatabaseSlowError */
    admit: (ticket: string): Promise<Listener | null> => withinTime(admitMs, redeem(ticket)),

    /** Whether the session goes on, for somebody who waits. @throws DatabaseSlowError */
    isSignedIn: async (principal: Principal): Promise<boolean> =>
      (await withinTime(admitMs, sessions.check(principal))) !== null,

    /** Whether the session has ended. A database that is away says nothing about it. */
    hasEnded: async (principal: Principal): Promise<boolean> =>
      (await sessions.check(principal).catch(() => undefined)) === null,
  };
}
export type SocketAdmission = ReturnType<typeof createSocketAdmission>;
