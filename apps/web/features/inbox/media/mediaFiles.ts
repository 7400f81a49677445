import { loadMedia } from '../inboxApi';

/**
 * Files that were fetched, as addresses a picture or a player takes. An address holds the whole file in memory, so
 * those that nobody shows any more are given back, the longest unused first.
 */
interface HeldFile {
  url: Promise<string>;
  users: number;
}

const UNUSED_KEPT = 40;
/** In the order of last use. */
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
    // A failure is not kept: the next one who asks tries again.
    if (held.get(mediaId) === file) held.delete(mediaId);
  });
  return file;
}

/**
 * The address of a file, fetched once however many show it.
 *
 * @returns The address, and what says that it is not shown any more. Call it exactly once.
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

/** Keeps a file that was just sent from here, so that it is not fetched to be shown. */
export function keepFile(mediaId: string, bytes: Blob): void {
  if (!held.has(mediaId)) hold(mediaId, Promise.resolve(bytes));
}

/** Gives everything back, when somebody else signs in. */
export function forgetFiles(): void {
  for (const [mediaId, file] of held) giveBack(mediaId, file);
}
