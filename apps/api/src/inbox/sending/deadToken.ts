import type { GraphFailure } from '@switchboard/graph';

export interface NumberAsked {
  accountId: string;
  phoneNumberId: string;
}

/** Gets every failed call, and keeps a token that Meta refuses. @param askedAt when Meta was asked. */
export type OnDeadToken = (number: NumberAsked, askedAt: Date, failure: GraphFailure) => Promise<void>;
