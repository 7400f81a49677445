import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type MediaDto, toUploadType, type UploadTicketReply, type UploadTicketRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { may } from '../../accounts/policy.js';
import type { Principal, SessionService } from '../../accounts/session.service.js';
import { type Clock, later } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import { hashSecret, newId, newSecret } from '../../platform/ids.js';
import type { ObjectStorage } from '../../platform/objectStorage.js';
import { getCollection, present } from '../inboxWrites.js';
import { uploadCompletedMs, uploadTicketLifeMs } from '../lifetimes.js';
import type { DescribeUpload } from './describeUpload.js';
import type { MediaUploads } from './mediaUpload.js';
import type { UploadTicketRecord } from './uploadTicket.model.js';

export interface UploadTicketDeps {
  tickets: Model<UploadTicketRecord>;
  uploads: Pick<MediaUploads, 'admit' | 'refuseTooMuch' | 'receive' | 'adopt'>;
  sessions: Pick<SessionService, 'check'>;
  describeUpload: DescribeUpload;
  /** Undefined where browsers send nothing there. */
  objects: Pick<ObjectStorage, 'remove'> | undefined;
  clock: Clock;
}

/** What came, as its own head says it. */
export interface ArrivingFile {
  contentType: string | undefined;
  announcedBytes: number | undefined;
  body: Readable;
}

/**
 * Tickets let a browser send the bytes of one file past the web, without the long-lived token. Only a hash of the secret is
 * stored.
 */
export function createUploadTickets(deps: UploadTicketDeps) {
  const { tickets, uploads, sessions, describeUpload, objects, clock } = deps;
  const rows = getCollection(tickets);

  return {
    /** @throws AppError `media_type_refused`, `media_too_large`, `too_many_requests`. */
    async issue(
      { accountId, userId, sessionId }: Principal,
      { name: filename, type, size }: UploadTicketRequest,
    ): Promise<Omit<UploadTicketReply, 'success'>> {
      const { mimeType } = await uploads.admit({ accountId, contentType: type, filename, announcedBytes: size });
      const secret = newSecret();
      const beginsBefore = later(clock.now(), uploadTicketLifeMs);
      const ticket: UploadTicketRecord = present({
        ...{ _id: newId('upt'), secretHash: hashSecret(secret), accountId, userId, sessionId },
        ...{ filename, mimeType, size, objectName: objects && randomUUID() },
        expiresAt: later(clock.now(), objects ? uploadCompletedMs : uploadTicketLifeMs),
      });
      // Before the sum, which counts it: of two that ask at once, both see the other.
      await rows.insertOne(ticket);
      try {
        await uploads.refuseTooMuch(accountId);
        const described = await describeUpload(ticket, secret);
        return { ticketId: ticket._id, ...described, expiresAt: beginsBefore.toISOString() };
      } catch (error) {
        await rows.deleteOne({ _id: ticket._id, accountId });
        throw error;
      }
    },

    /**
     * Uses a ticket up, before anything is known of the file: of two requests with one ticket, one gets here. The session
     * it was given to still has to go on.
     * @throws AppError `upload_ticket_invalid`.
     */
    async redeem(secret: string | undefined): Promise<UploadTicketRecord> {
      const ticket = secret ? await rows.findOneAndDelete({ secretHash: hashSecret(secret) }) : null;
      if (!ticket || ticket.expiresAt <= clock.now()) throw new AppError('upload_ticket_invalid');
      const { sessionId, userId, accountId } = ticket;
      const principal = await sessions.check({ sessionId, userId, accountId });
      if (!principal || !may(principal, 'inbox.write')) throw new AppError('upload_ticket_invalid');
      return ticket;
    },

    /**
     * Takes the file of a ticket that was used up; nothing is kept of another one.
     * @throws AppError `upload_differs`, and as {@link MediaUploads}.
     */
    async receive(
      { accountId, userId, filename, mimeType, size }: UploadTicketRecord,
      { contentType, announcedBytes, body }: ArrivingFile,
    ): Promise<MediaDto> {
      // A body without its length has none that could be held against the ticket's.
      if (announcedBytes !== size || toUploadType(contentType ?? '', filename) !== mimeType) {
        throw new AppError('upload_differs');
      }
      return uploads.receive({ accountId, userId, contentType: mimeType, announcedBytes, filename, body });
    },

    /**
     * Uses a ticket up whose file was sent to object storage; nothing is kept of another one.
     * @throws AppError `upload_ticket_invalid`, and as {@link MediaUploads}.
     */
    async complete({ accountId, userId, sessionId }: Principal, ticketId: string): Promise<MediaDto> {
      const mine = { _id: ticketId, accountId, userId, sessionId, expiresAt: { $gt: clock.now() } };
      const ticket = await rows.findOneAndDelete({ ...mine, objectName: { $exists: true } });
      const objectName = ticket?.objectName;
      if (!ticket || !objectName) throw new AppError('upload_ticket_invalid');
      const { filename, mimeType, size } = ticket;
      return uploads.adopt({ accountId, userId, contentType: mimeType, announcedBytes: size, filename, objectName });
    },

    async sweep(): Promise<void> {
      const over = { expiresAt: { $lte: clock.now() } };
      // What was sent and never made a file of goes with its ticket, or else with the orphans.
      const sent = objects ? await rows.find({ ...over, objectName: { $exists: true } }).toArray() : [];
      for (const { objectName } of sent) if (objectName) await objects?.remove(objectName).catch(() => undefined);
      await rows.deleteMany(over);
    },
  };
}
export type UploadTickets = ReturnType<typeof createUploadTickets>;
