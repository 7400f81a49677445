/** @returns how many documents were deleted. For good, and safe to run again. */
type Erase = (accountId: string, phoneNumberIds: readonly string[]) => Promise<number>;

/**
 * Deletes what customers and an account said to each other through some numbers. Nothing else in the inbox deletes for
 * good. Files go first, because their messages name them.
 */
export interface EraseService {
  files: Erase;
  messages: Erase;
  conversations: Erase;
}
