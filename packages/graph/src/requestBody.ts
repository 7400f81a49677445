import { pipeline, type Readable, Transform } from 'node:stream';
import FormData from 'form-data';

export interface GraphUpload {
  fields: Record<string, string>;
  body: Readable | Buffer;
  size: number;
  /** One line of printable ASCII: it stands in a header. */
  mimeType: string;
  filename: string;
}

export interface GraphBody {
  form?: Record<string, string>;
  json?: Record<string, unknown>;
  upload?: GraphUpload;
}

export function toRequestBody({ form, json, upload }: GraphBody): unknown {
  if (upload) return toMultipart(upload);
  return json ?? (form && new URLSearchParams(form));
}

/** A multipart form that is written as it is read: of the file no more than what is under way is in memory. */
function toMultipart({ fields, body, size, mimeType, filename }: GraphUpload): FormData {
  const multipart = new FormData();
  // The HTTP client listens from the moment it sends. An error outside of that time must not end the process.
  multipart.on('error', () => undefined);
  for (const [name, value] of Object.entries(fields)) multipart.append(name, value);
  const about = { filename: filename || 'file', contentType: mimeType, knownLength: size };
  multipart.append('file', Buffer.isBuffer(body) ? body : exactly(size, body), about);
  return multipart;
}

/** Ends the call for a file of another length than announced: a byte more would begin the next request, one less hangs. */
function exactly(size: number, body: Readable): Readable {
  let seen = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      done(seen > size ? wrongSize() : null, chunk);
    },
    flush(done) {
      done(seen < size ? wrongSize() : null);
    },
  });
  // What goes wrong with the file arrives at the reader of the copy, which is the HTTP client.
  return pipeline(body, counted, () => undefined);
}

const wrongSize = () =>
  Object.assign(new Error('The file is not as long as it was said to be.'), { code: 'UPLOAD_SIZE_MISMATCH' });
