import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';

const day = 24 * 60 * 60 * 1000;
/** How long Meta keeps uploads and customers' files. */
const keptMs = { uploaded: 30 * day, received: 7 * day } as const;
/** How long a download address works. */
const urlLifetimeMs = 5 * 60 * 1000;

export interface MediaFile {
  id: string;
  phoneNumberId: string;
  mimeType: string;
  filename: string | null;
  bytes: Buffer;
  /** Base64, as in most of Meta's examples. */
  sha256: string;
  expiresAt: number;
}

export type NewMedia = Pick<MediaFile, 'phoneNumberId' | 'mimeType' | 'bytes'> & {
  filename?: string | null | undefined;
  origin: keyof typeof keptMs;
};

export interface MediaRef {
  id: string;
  mime_type: string;
  sha256: string;
  url?: string;
}

export const mediaPath = 'whatsapp_business/attachments';

/** Files in memory; the oldest are dropped when the total gets too large. */
export class MediaStore {
  readonly #files = new Map<string, MediaFile>();
  readonly #maxBytes: number;
  readonly #key = randomBytes(32);
  #bytes = 0;

  constructor(maxBytes = 256 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  add(input: NewMedia, nowMs: number): MediaFile {
    const { phoneNumberId, mimeType, bytes, filename = null, origin } = input;
    const file: MediaFile = {
      id: String(randomInt(10 ** 14, 2 ** 47)),
      phoneNumberId,
      mimeType,
      filename,
      bytes,
      sha256: createHash('sha256').update(bytes).digest('base64'),
      expiresAt: nowMs + keptMs[origin],
    };
    this.#files.set(file.id, file);
    this.#bytes += bytes.length;
    for (const oldest of this.#files.keys()) {
      if (this.#bytes <= this.#maxBytes || oldest === file.id) break;
      this.remove(oldest);
    }
    return file;
  }

  find(id: string, nowMs: number): MediaFile | undefined {
    const file = this.#files.get(id);
    return file && nowMs < file.expiresAt ? file : undefined;
  }

  remove(id: string): boolean {
    this.#bytes -= this.#files.get(id)?.bytes.length ?? 0;
    return this.#files.delete(id);
  }

  clear(): void {
    this.#files.clear();
    this.#bytes = 0;
  }

  /** A download address for 5 minutes, at the requested host. */
  makeUrl(file: MediaFile, origin: string, nowMs: number): string {
    const ext = String(Math.floor((nowMs + urlLifetimeMs) / 1000));
    return `${origin}/${mediaPath}/?mid=${file.id}&ext=${ext}&hash=${this.#hash(file.id, ext)}`;
  }

  /** Undefined when the address is invalid or expired. */
  behindUrl(mid: string, ext: string, hash: string, nowMs: number): MediaFile | undefined {
    if (hash !== this.#hash(mid, ext) || nowMs >= Number(ext) * 1000) return undefined;
    return this.find(mid, nowMs);
  }

  #hash(mid: string, ext: string): string {
    return createHmac('sha256', this.#key).update(`${mid} ${ext}`).digest('base64url').slice(0, 22);
  }
}
