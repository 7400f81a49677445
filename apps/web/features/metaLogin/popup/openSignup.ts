import type { IgnoredMessages } from '@switchboard/contracts';
import type { FacebookSdk } from './facebookSdk';
import { countIgnored } from './ignoredCount';
import { type SignupEnd, signupEnd } from './signupEnd';
import { readSignupMessage, type SignupMessage } from './signupMessage';

/** A code lives 30 seconds; this much of it may pass waiting for the session's message. */
const GRACE_MS = 1_000;

export interface OpenSignup {
  /** Settles when Meta's window has ended, with the messages ignored until then. */
  end: Promise<SignupEnd & { ignored?: IgnoredMessages }>;
  /** Ends it as if the window had been closed, for when Meta's script has not noticed. */
  stop: () => void;
}

/** The window that `login` opens; null when the browser did not allow one. */
function catchWindow(login: () => void): Window | null {
  const open = window.open;
  let caught: Window | null = null;
  // The SDK does not hand out its window, and reports nothing when there is none.
  window.open = (...args) => {
    caught = open.apply(window, args);
    return caught;
  };
  try {
    login();
  } finally {
    window.open = open;
  }
  // The compiler does not follow the callback.
  return caught as Window | null;
}

function isFrom(popup: Window, source: MessageEventSource | null): boolean {
  // A window that has closed meanwhile has no `top`.
  return source !== null && (source === popup || (source as Window).top === popup);
}

/**
 * Opens Embedded Signup. Call it inside a click, or the browser blocks the window.
 * @param loginOptions The second argument of `FB.login`.
 * @param extraOrigin An origin that may report beside Meta's own.
 * @returns Null when no window was opened.
 */
export function openSignup(
  sdk: FacebookSdk,
  loginOptions: Record<string, unknown>,
  extraOrigin: string | null,
): OpenSignup | null {
  const ignored = countIgnored();
  let message: SignupMessage | null = null;
  let code: string | null = null;
  let answered = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let popup: Window | null = null;
  let settle: (end: Awaited<OpenSignup['end']>) => void = () => undefined;
  const end: OpenSignup['end'] = new Promise((resolve) => {
    settle = resolve;
  });

  const finish = () => {
    clearTimeout(timer);
    window.removeEventListener('message', listen);
    settle({ ...signupEnd(code, message), ...ignored.toField() });
  };
  function listen({ origin, data, source }: MessageEvent<unknown>): void {
    const fromPopup = popup !== null && isFrom(popup, source);
    const read = readSignupMessage({ origin, data, fromPopup }, extraOrigin);
    if (read.kind === 'ignored') {
      ignored.add(read.because);
      return;
    }
    message = read.message;
    if (answered) finish();
  }

  window.addEventListener('message', listen);
  try {
    popup = catchWindow(() =>
      sdk.login((response) => {
        answered = true;
        code = response.authResponse?.code ?? null;
        if (message !== null) finish();
        else timer = setTimeout(finish, GRACE_MS);
      }, loginOptions),
    );
  } catch {
    popup = null;
  }
  if (popup === null || popup.closed) {
    clearTimeout(timer);
    window.removeEventListener('message', listen);
    return null;
  }
  return { end, stop: finish };
}
