import { type IgnoredMessages, type IgnoredReason, ignoredAtMost } from '@switchboard/contracts';

/** Counts the messages that one login ignored, by reason. A reason that came too often stops at what the API takes. */
export function countIgnored() {
  const counts: IgnoredMessages = {};
  return {
    add(reason: IgnoredReason): void {
      counts[reason] = Math.min((counts[reason] ?? 0) + 1, ignoredAtMost);
    },
    /** What a request says of them: nothing where nothing was ignored. */
    told: (): { ignored?: IgnoredMessages } => (Object.keys(counts).length === 0 ? {} : { ignored: { ...counts } }),
  };
}
