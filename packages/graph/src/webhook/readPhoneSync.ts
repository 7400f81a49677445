import { asList, asObject } from './jsonReaders.js';
import { readError } from './readStatus.js';
import type { AccountUpdate, WebhookError } from './webhook.types.js';

export interface PhoneSync {
  what: 'contacts' | 'history';
  /** 0 to 100. Contacts come without one, and so do files that follow a history. Chunks come in no promised order. */
  progress?: number;
  /** 2593109: the business does not share its history. */
  error?: WebhookError;
}

/**
 * How far the contacts or the history of a phone have come (meta-platform 8.7: `smb_app_state_sync`, `history`). What
 * they bring is in updates of its own (`readPhoneContents`).
 *
 * @returns null for every other field, and for what tells nothing about it.
 */
export function readPhoneSync({ field, value }: AccountUpdate): PhoneSync | null {
  const content = asObject(value);
  if (field === 'smb_app_state_sync') return asList(content?.state_sync) ? { what: 'contacts', progress: 100 } : null;
  if (field !== 'history') return null;
  const parts = (asList(content?.history) ?? []).map(asObject);
  for (const part of parts) {
    const first = asObject(asList(part?.errors)?.[0]);
    const error = first && readError(first);
    if (error) return { what: 'history', error };
  }
  const progresses = parts
    .map((part) => asObject(part?.metadata)?.progress)
    .filter((progress): progress is number => typeof progress === 'number' && progress >= 0 && progress <= 100);
  return progresses.length > 0 ? { what: 'history', progress: Math.floor(Math.max(...progresses)) } : null;
}
