export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.js';
export type { RecordedCall } from './state/callLog.js';
export { type ActiveFault, type Fault, type FaultEffect, faultOn } from './state/faults.js';
export type { TokenInfo, TokenKind } from './state/grants.js';
export type { Dials, IssueCodeInput } from './state/sandboxState.js';
export type {
  Business,
  BusinessNumber,
  NewBusiness,
  NewNumber,
  NewWaba,
  NumberPatch,
  Person,
  Waba,
  World,
} from './state/world.js';
