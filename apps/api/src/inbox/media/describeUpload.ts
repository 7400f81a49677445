import { mediaEndpoints, type UploadTarget, uploadTicketHeader } from '@switchboard/contracts';
import type { ObjectStorage } from '../../platform/objectStorage.js';
import { uploadTicketLifeMs } from '../lifetimes.js';
import type { UploadTicketRecord } from './uploadTicket.model.js';

export interface DescribedUpload {
  upload: UploadTarget;
  /** The bytes go where nobody looks at them: the browser has to say that they are there. */
  mustComplete: boolean;
}

/** Decides where the bytes of a ticket are sent. */
export type DescribeUpload = (ticket: UploadTicketRecord, secret: string) => DescribedUpload | Promise<DescribedUpload>;

/** To the API itself, never through the web: what stands in front of that may take small bodies only. */
export const describeApiUpload =
  (apiPublicUrl: string): DescribeUpload =>
  ({ mimeType }, secret) => ({
    upload: {
      url: new URL(mediaEndpoints.uploadWithTicket.path, apiPublicUrl).href,
      method: mediaEndpoints.uploadWithTicket.method,
      headers: { 'Content-Type': mimeType, [uploadTicketHeader]: secret },
    },
    mustComplete: false,
  });

/** To object storage, at an address that is good for a body of this type and size alone. */
export const describeStorageUpload =
  (objects: Pick<ObjectStorage, 'presignUpload'>, otherwise: DescribeUpload): DescribeUpload =>
  async (ticket, secret) => {
    const { objectName, mimeType, size } = ticket;
    if (objectName === undefined) return otherwise(ticket, secret);
    const url = await objects.presignUpload(objectName, { mimeType, size, lifeMs: uploadTicketLifeMs });
    return { upload: { url, method: 'PUT', headers: { 'Content-Type': mimeType } }, mustComplete: true };
  };
