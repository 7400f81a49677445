import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Principal } from '../accounts/session.service.js';
import { type Clock, later } from '../platform/clock.js';
import { hashSecret, newSecret } from '../platform/ids.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { ticketLifeMs } from './lifetimes.js';

export interface TicketRecord {
  ticketHash: string;
  sessionId: string;
  userId: string;
  accountId: string;
  expiresAt: Date;
}

const ticketSchema = new Schema<TicketRecord>(
  {
    ticketHash: { type: String, required: true, unique: true },
    sessionId: { type: String, required: true },
    userId: { type: String, required: true },
    accountId: { type: String, required: true },
    expiresAt: { type: Date, required: true, index: true },
  },
  { collection: 'socketTickets' },
);
export const ticketModel = (connection: Connection): Model<TicketRecord> =>
  connection.model<TicketRecord>('SocketTicket', ticketSchema);

/** A ticket opens one socket within 30 seconds, so that the long-lived token stays out of handshakes. */
export function createTicketService(tickets: Model<TicketRecord>, rateLimits: RateLimits, clock: Clock) {
  const perUser = rateLimits('ticket-user', { points: 120, durationSeconds: 60 });

  return {
    async issue({ sessionId, userId, accountId }: Principal): Promise<{ ticket: string; expiresAt: Date }> {
      await perUser.take(userId);
      const ticket = newSecret();
      const expiresAt = later(clock.now(), ticketLifeMs);
      await tickets.create({ ticketHash: hashSecret(ticket), sessionId, userId, accountId, expiresAt });
      return { ticket, expiresAt };
    },
    /** Uses a ticket up. @returns null when it is unknown, used or expired. */
    async redeem(ticket: string): Promise<TicketRecord | null> {
      const found = await tickets.findOneAndDelete({ ticketHash: hashSecret(ticket) }).lean<TicketRecord>();
      return found && found.expiresAt > clock.now() ? found : null;
    },
    async sweep(): Promise<void> {
      await tickets.deleteMany({ expiresAt: { $lte: clock.now() } });
    },
  };
}
export type TicketService = ReturnType<typeof createTicketService>;
