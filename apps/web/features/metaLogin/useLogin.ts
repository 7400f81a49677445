'use client';

import type { AttemptDto, SignupWays, StartConnectReply, StartConnectRequest } from '@switchboard/contracts';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { asApiError, messageOf } from '@/lib/apiError';
import type { LoginDoor } from '@/lib/connectApi';
import { useRuntimeConfig } from '@/lib/runtimeConfig';
import { leadsToMeta } from '@/lib/securityHeaders';
import { loadSdk, readySdk } from './popup/facebookSdk';
import { type OpenSignup, openSignup } from './popup/openSignup';
import { keepHandIn } from './popup/popupHandIns';
import { originOfSdk } from './popup/signupMessage';

export interface LoginOptions {
  door: LoginDoor;
  /** Which ways into Meta's login there are; undefined until it is known, and then the whole page goes to Meta. */
  signup: SignupWays | undefined;
  request?: Pick<StartConnectRequest, 'coexistence' | 'reconnect'>;
  /** Shows an attempt whose popup has ended. */
  onAttempt: (attemptId: string) => void;
  /** Called instead when Meta's window was only closed. Without it, that is shown like every other end. */
  onClosed?: ((attempt: AttemptDto) => void) | undefined;
  /** Called with an attempt that has just begun, before the page is left for Meta. */
  onStarted?: ((started: StartConnectReply) => void) | undefined;
}

export interface Login {
  /** What a click does. */
  press: () => void;
  /** `leaving`: the page is on its way to Meta. `popup`: Meta's window is open. */
  state: 'idle' | 'leaving' | 'popup';
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
}

const say = (error: unknown) => toast.error(messageOf(asApiError(error)));

const WINDOW_TOAST = 'meta-window';

/** While Meta's window is open: what to do, and a way out when it got lost. */
function showWindowToast(opened: OpenSignup): void {
  toast.message('Finish the login in Meta’s window', {
    id: WINDOW_TOAST,
    description: 'This page goes on by itself.',
    duration: Number.POSITIVE_INFINITY,
    action: { label: 'Stop', onClick: opened.stop },
  });
}

/**
 * Begins a login at Meta: in a popup where there is one and the browser allows it, else with the whole page. The popup
 * is opened inside the click, before anything is asked of the API: the attempt is begun meanwhile.
 */
export function useLogin({ door, signup, request = {}, onAttempt, onClosed, onStarted }: LoginOptions): Login {
  const [state, setState] = useState<Login['state']>('idle');
  const { metaLogin } = useRuntimeConfig();
  useEffect(() => {
    if (!signup?.popup) return;
    if (!metaLogin && leadsToMeta(window.location.pathname)) {
      // Come here from a page that lets nothing of Meta's in: loaded anew, this one does.
      setState('leaving');
      window.location.reload();
      return;
    }
    // Early, so that it is there when somebody clicks. Where it is blocked, the click takes the other way.
    if (metaLogin) loadSdk(signup).catch(() => undefined);
  }, [signup, metaLogin]);
  useEffect(() => {
    // The browser's Back shows this page as it was left; the button has to work again.
    const shownAgain = (event: PageTransitionEvent) => {
      if (event.persisted) setState('idle');
    };
    window.addEventListener('pageshow', shownAgain);
    return () => window.removeEventListener('pageshow', shownAgain);
  }, []);

  const start = async (flow: 'redirect' | 'popup'): Promise<StartConnectReply> => {
    // A number that is brought back is known already, so there is nothing to choose.
    const choose = request.reconnect ? {} : { choose: true };
    const started = await door.start({ flow, ...choose, ...request });
    onStarted?.(started);
    return started;
  };

  /** Leaves for Meta with the whole page. */
  const leave = async () => {
    setState('leaving');
    try {
      const { authorizeUrl } = await start('redirect');
      if (!isWebAddress(authorizeUrl)) throw new Error('The address of Meta’s login is not a web address');
      window.location.assign(authorizeUrl);
    } catch (error) {
      setState('idle');
      say(error);
    }
  };

  const handIn = async (end: Awaited<OpenSignup['end']>, begun: Promise<StartConnectReply>) => {
    const { attemptId, state: loginState } = await begun;
    const ignored = end.ignored ? { ignored: end.ignored } : {};
    if (onClosed && end.kind === 'stopped' && end.report.reason === 'closed') {
      onClosed(await door.cancel({ state: loginState, ...end.report, ...ignored }));
      return;
    }
    keepHandIn(attemptId, () =>
      end.kind === 'code'
        ? door.finish({ code: end.code, state: loginState, ...(end.signup ? { signup: end.signup } : {}), ...ignored })
        : door.cancel({ state: loginState, ...end.report, ...ignored }),
    );
    onAttempt(attemptId);
  };

  const follow = async (opened: OpenSignup) => {
    setState('popup');
    showWindowToast(opened);
    const begun = start('popup');
    begun.catch(() => undefined);
    try {
      await handIn(await opened.end, begun);
    } catch (error) {
      say(error);
    } finally {
      toast.dismiss(WINDOW_TOAST);
      setState('idle');
    }
  };

  const press = () => {
    if (state !== 'idle') return;
    if (!signup?.popup || signup.loginOptions === null) return void leave();
    const { newNumber, coexistence } = signup.loginOptions;
    const sdk = readySdk();
    const opened = sdk
      ? openSignup(sdk, request.coexistence ? coexistence : newNumber, originOfSdk(signup.sdkUrl))
      : null;
    if (opened) return void follow(opened);
    if (request.coexistence) {
      // Meta offers this only in its window.
      toast.error('Your browser kept Meta’s window from opening. Allow pop-ups for this page, then press again.');
      return;
    }
    toast.info('Your browser kept Meta’s window from opening, so the login opens in this page.');
    void leave();
  };
  return { press, state };
}
