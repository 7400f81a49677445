import { type Fault, faultOn } from '../state/faults.js';
import type { SandboxState } from '../state/sandboxState.js';

const downFault = faultOn(
  '*',
  { kind: 'error', code: 2, httpStatus: 503, isTransient: true, message: 'Service temporarily unavailable' },
  { times: Number.POSITIVE_INFINITY },
);

const isDownFault = ({ edge, then }: Fault) => edge === '*' && then.kind === 'error' && then.code === 2;

export const isMetaDown = (state: SandboxState) => state.faults.list().some(isDownFault);

export function setMetaDown(state: SandboxState, down: boolean): void {
  for (const fault of state.faults.list().filter(isDownFault)) state.faults.remove(fault.faultId);
  if (down) state.faults.add(downFault);
}

/** The tokens that a request names: one by its handle, or `all`. Undefined when there is none. */
export function tokensNamed(state: SandboxState, handle: string): string[] | undefined {
  const tokens = state.grants.tokens.filter(({ id }) => handle === 'all' || id === handle).map(({ token }) => token);
  return tokens.length === 0 && handle !== 'all' ? undefined : tokens;
}
