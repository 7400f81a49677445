import { loadMedia } from '../inboxApi';

/**
 * Loaded files, as object URLs. A URL holds the whole file in memory, so unused ones are released, the longest unused
 * first.
 */
interface HeldFile {
  url: Promise<string>;
  users: number;
}

const UNUSED_KEPT = 40;
const held = new Map<string, HeldFile>();

function giveBack(mediaId: string, file: HeldFile): void {
  held.delete(mediaId);
  file.url.then((url) => URL.revokeObjectURL(url)).catch(() => undefined);
}

function sweep(): void {
  let unused = [...held.values()].filter(({ users }) => users === 0).length;
  for (const [mediaId, file] of held) {
    if (unused <= UNUSED_KEPT) return;
    if (file.users > 0) continue;
    giveBack(mediaId, file);
    unused -= 1;
  }
}

function hold(mediaId: string, blob: Promise<Blob>): HeldFile {
  const file: HeldFile = { url: blob.then((bytes) => URL.createObjectURL(bytes)), users: 0 };
  held.set(mediaId, file);
  file.url.catch(() => {
    // A failure is not cached: the next request tries again.
    if (held.get(mediaId) === file) held.delete(mediaId);
  });
  return file;
}

/**
 * The URL of a file, loaded once for all viewers.
 * @returns The URL, and `done`, to be called exactly once when it is no longer shown.
 */
export function takeFile(mediaId: string): { url: Promise<string>; done: () => void } {
  const file = held.get(mediaId) ?? hold(mediaId, loadMedia(mediaId));
  held.delete(mediaId);
  held.set(mediaId, file);
  file.users += 1;
  return {
    url: file.url,
    done: () => {
      file.users -= 1;
      sweep();
    },
  };
}

export function keepFile(mediaId: string, bytes: Blob): void {
  if (!held.has(mediaId)) hold(mediaId, Promise.resolve(bytes));
}

export function forgetFiles(): void {
  for (const [mediaId, file] of held) giveBack(mediaId, file);
}
