import type { GraphFailure } from '@switchboard/graph';

/** With whose token Meta was asked. */
export interface NumberAsked {
  accountId: string;
  phoneNumberId: string;
}

/**
 * Told of calls that failed, whatever they were for. Keeps that the token is dead, where that is what Meta said.
 *
 * @param askedAt when Meta was asked.
 */
export type OnDeadToken = (number: NumberAsked, askedAt: Date, failure: GraphFailure) => Promise<void>;
