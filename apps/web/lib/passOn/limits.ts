import { fileNameOf, uploadKindOf, uploadLimits, uploadTypeOf } from '@switchboard/contracts';

const KB = 1024;
const MB = 1024 * KB;

/** What the API's own parser takes. */
const jsonBytes = 100 * KB;
/** Meta's bound for a delivery, for those who let it come through the web. */
const deliveryBytes = 3 * MB;

export const isFilePath = (pathname: string): boolean =>
  pathname === '/api/media' || pathname.startsWith('/api/media/');

/**
 * How many bytes the body of a request may have. The API says the same; here it is said before a byte is passed on.
 *
 * @param headers of a file: its type and its name say what it is. What nobody sends has the limit of the smallest kind.
 */
export function bodyLimitOf({ pathname }: Pick<URL, 'pathname'>, headers: Headers): number {
  if (pathname === '/api/media') {
    const type = uploadTypeOf(headers.get('content-type') ?? '', fileNameOf(headers.get('content-disposition')));
    const kind = uploadKindOf(type);
    return kind ? uploadLimits[kind].maxBytes : jsonBytes;
  }
  return pathname.startsWith('/api/webhooks/') ? deliveryBytes : jsonBytes;
}
