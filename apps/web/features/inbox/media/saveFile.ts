import type { MediaDto } from '@switchboard/contracts';
import { downloadName } from '../content/fileWords';
import { takeFile } from './mediaFiles';

const HELD_MS = 60_000;

/** Saves a file through the browser's downloads; it is never opened as a page of ours. */
export async function saveFile(media: MediaDto): Promise<void> {
  const { url, done } = takeFile(media.mediaId);
  try {
    const link = document.createElement('a');
    link.href = await url;
    link.download = downloadName(media);
    link.click();
    // The browser reads it after the click.
    setTimeout(done, HELD_MS);
  } catch (error) {
    done();
    throw error;
  }
}
