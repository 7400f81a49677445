import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber, Waba } from '../state/world.js';
import type { JsonObject } from './payload.js';

/** The number an event is about, and the account it belongs to. */
export interface Subject {
  number: BusinessNumber;
  waba: Waba;
  state: SandboxState;
}

export interface AccountEvent {
  /** What a person reads on its button. */
  words: string;
  field: string;
  value(subject: Subject): JsonObject;
  /** What is different at Meta from then on. */
  apply?(subject: Subject): void;
}
