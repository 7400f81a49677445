import type { CancelConnectRequest } from '@switchboard/contracts';

/** What the address of the callback page says: how the person came back from Meta. */
export type MetaReturn =
  | { kind: 'code'; code: string; state: string }
  | { kind: 'refused'; state: string | null; report: Omit<CancelConnectRequest, 'state'> }
  /** A code without a state was not started by us: it is never sent anywhere. */
  | { kind: 'stray_code' }
  /** A reload after the answer: the attempt is looked up. */
  | { kind: 'attempt'; attemptId: string }
  /** Meta's popup has just ended in this page view. What it ended with is kept beside; see `popupHandIns`. */
  | { kind: 'popup'; attemptId: string }
  | { kind: 'nothing' };

/** The first value of a parameter; empty and blank count as missing. */
function read(params: URLSearchParams, name: string, maxLength: number): string | null {
  const value = params.get(name)?.trim();
  return value ? value.slice(0, maxLength) : null;
}

/**
 * Reads the query Meta sent the person back with. `#_=_`, which Meta appends, is in the fragment and never looked at.
 *
 * An error wins over a code: where both stand, somebody mixed two answers. Only the person's own "no" is a denial
 * (`access_denied` or `user_denied`); every other error is a failure of the login.
 */
export function readMetaReturn(search: string): MetaReturn {
  const params = new URLSearchParams(search);
  const state = read(params, 'state', 200);
  const error = read(params, 'error', 200);
  if (error !== null) {
    const errorReason = read(params, 'error_reason', 200);
    const errorDescription = read(params, 'error_description', 1000);
    const denied = error === 'access_denied' || errorReason === 'user_denied';
    const report = {
      reason: denied ? ('denied' as const) : ('failed' as const),
      error,
      ...(errorReason === null ? {} : { errorReason }),
      ...(errorDescription === null ? {} : { errorDescription }),
    };
    return { kind: 'refused', state, report };
  }
  const code = read(params, 'code', 4096);
  if (code !== null) return state === null ? { kind: 'stray_code' } : { kind: 'code', code, state };
  const attemptId = read(params, 'attempt', 60);
  if (attemptId !== null && /^[A-Za-z0-9_-]+$/.test(attemptId)) return { kind: 'attempt', attemptId };
  return { kind: 'nothing' };
}
