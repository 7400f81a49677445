import type { CancelConnectRequest } from '@switchboard/contracts';

export type MetaReturn =
  | { kind: 'code'; code: string; state: string }
  | { kind: 'refused'; state: string | null; report: Omit<CancelConnectRequest, 'state'> }
  /** A code without a state was not asked for by us: it is never sent anywhere. */
  | { kind: 'stray_code' }
  /** A reload after the submission: the attempt is looked up. */
  | { kind: 'attempt'; attemptId: string }
  /** Meta's popup has just ended in this page; `popupSubmissions` holds its result. */
  | { kind: 'popup'; attemptId: string }
  | { kind: 'nothing' };

/** The first value of a parameter; blank counts as missing. */
function read(params: URLSearchParams, name: string, maxLength: number): string | null {
  const value = params.get(name)?.trim();
  return value ? value.slice(0, maxLength) : null;
}

/**
 * Reads the query with which Meta sent the person back.
 * An error wins over a code. Only `access_denied` and `user_denied` are the person's own "no"; every other error is a
 * failure of the login.
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
