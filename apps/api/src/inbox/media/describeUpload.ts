import { mediaEndpoints, type UploadTarget, uploadTicketHeader } from '@switchboard/contracts';
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
