import { readFileName, toUploadKind, toUploadType, uploadLimits } from '@switchboard/contracts';

const KB = 1024;
const MB = 1024 * KB;

/** The limit of the API's parser. */
const jsonBytes = 100 * KB;
/** Meta's limit of a delivery, for webhooks through the web. */
const deliveryBytes = 3 * MB;

/** Whether the bytes of a file go either way. Those of an upload with a ticket go to the API itself. */
export const isFilePath = (pathname: string): boolean =>
  pathname === '/api/media' || pathname.startsWith('/api/media/med_');

/**
 * The largest body of a request in bytes, as at the API; checked before a byte is passed on.
 * @param headers A file's type and name say what it is. An unknown one has the smallest limit.
 */
export function findBodyLimit({ pathname }: Pick<URL, 'pathname'>, headers: Headers): number {
  if (pathname === '/api/media') {
    const type = toUploadType(headers.get('content-type') ?? '', readFileName(headers.get('content-disposition')));
    const kind = toUploadKind(type);
    return kind ? uploadLimits[kind].maxBytes : jsonBytes;
  }
  return pathname.startsWith('/api/webhooks/') ? deliveryBytes : jsonBytes;
}
