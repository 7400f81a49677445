import type { MessageRecord } from '../message.model.js';
import type { MediaAtMeta } from './messageContent.mapper.js';
import { waitingPicture } from './messageContext.js';
import type { Receiving } from './receiving.js';
import { waitingMedia } from './waitingMedia.js';

/** Files that are to be fetched from Meta, and pictures from elsewhere. */
export class ReceivedFiles {
  readonly #work: Receiving;

  constructor(work: Receiving) {
    this.#work = work;
  }

  fetch(file: MediaAtMeta, message: MessageRecord): void {
    this.#work.seen.newMedia.push(waitingMedia(file, message, this.#work.now));
  }

  fetchPicture(message: MessageRecord): void {
    const picture = waitingPicture(message, this.#work.now);
    if (picture) this.#work.seen.newMedia.push(picture);
  }
}
