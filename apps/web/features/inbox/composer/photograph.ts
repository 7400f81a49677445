import { sticker, uploadLimits, uploadRefusal, type WebpFacts, webpFacts, webpRefusal } from '@switchboard/contracts';
import { toFileType } from './uploadCheck';

export type PicturePlan =
  | { kind: 'as it is' }
  /** Is drawn anew as a JPEG; `otherwise` says why not, where the browser cannot read it. */
  | { kind: 'photograph'; otherwise: string }
  | { kind: 'refused'; reason: string };

/** Types that WhatsApp does not take and that some browsers can read. */
const drawnAnew = new Set(['image/heic', 'image/heif', 'image/avif', 'image/bmp', 'image/x-ms-bmp', 'image/tiff']);

function planWebp(facts: WebpFacts, file: { name: string; type: string; size: number }): PicturePlan {
  // A WebP under the name of a photograph was meant as one.
  const isNamed = toFileType(file) === 'image/webp';
  const isSquare = facts.width === sticker.side && facts.height === sticker.side;
  const maxBytes = facts.animated ? uploadLimits.sticker.maxBytes : sticker.stillMaxBytes;
  if (isNamed && isSquare && file.size <= maxBytes) return { kind: 'as it is' };
  // As a photograph it would not move, which is not what was chosen.
  if (facts.animated) return { kind: 'refused', reason: webpRefusal(facts) };
  return { kind: 'photograph', otherwise: webpRefusal(facts) };
}

/**
 * Plans what becomes of a picture: a WebP within the limits of a sticker is sent as one; others become photographs.
 * @param head The first bytes of the file: pictures are often WebP under another name.
 */
export function planPicture(file: { name: string; type: string; size: number }, head: Uint8Array): PicturePlan {
  const webp = webpFacts(head);
  if (webp) return planWebp(webp, file);
  const type = toFileType(file);
  return drawnAnew.has(type) ? { kind: 'photograph', otherwise: uploadRefusal(type) } : { kind: 'as it is' };
}

/** Whether a file has to be read before it is known what becomes of it. */
export const isPicture = (file: { name: string; type: string }): boolean => toFileType(file).startsWith('image/');

const HEAD_BYTES = 64;
/** WhatsApp shows no more pixels; phones refuse a larger canvas. */
const LONGEST_SIDE = 4_096;
const QUALITIES = [0.9, 0.8, 0.65] as const;

async function drawn(file: File): Promise<File> {
  const picture = await createImageBitmap(file);
  try {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    // JPEG has no transparency; without this it would turn black.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of QUALITIES) {
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
      if (blob && blob.size <= uploadLimits.image.maxBytes) {
        return new File([blob], `${file.name.replace(/\.[A-Za-z0-9]{1,5}$/, '')}.jpg`, { type: 'image/jpeg' });
      }
    }
    throw new Error('too large');
  } finally {
    picture.close();
  }
}

export async function sendablePicture(file: File): Promise<{ file: File } | { reason: string }> {
  const plan = planPicture(file, new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()));
  if (plan.kind === 'refused') return { reason: plan.reason };
  if (plan.kind === 'as it is') return { file };
  try {
    return { file: await drawn(file) };
  } catch {
    return { reason: plan.otherwise };
  }
}
