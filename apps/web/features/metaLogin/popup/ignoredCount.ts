import { type IgnoredMessages, type IgnoredReason, ignoredAtMost } from '@switchboard/contracts';

/** Counts the messages that a login ignored, by reason and up to the API's limit. */
export function countIgnored() {
  const counts: IgnoredMessages = {};
  return {
    add(reason: IgnoredReason): void {
      counts[reason] = Math.min((counts[reason] ?? 0) + 1, ignoredAtMost);
    },
    /** The field of the request; none where nothing was ignored. */
    toField: (): { ignored?: IgnoredMessages } => (Object.keys(counts).length === 0 ? {} : { ignored: { ...counts } }),
  };
}
