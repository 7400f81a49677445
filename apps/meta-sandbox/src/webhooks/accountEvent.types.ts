import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber, Waba } from '../state/world.js';
import type { JsonObject } from './payload.js';

export interface Subject {
  number: BusinessNumber;
  waba: Waba;
  state: SandboxState;
}

export interface AccountEvent {
  words: string;
  field: string;
  value(subject: Subject): JsonObject;
  /** Changes Meta's state. */
  apply?(subject: Subject): void;
}
