'use client';

import type { AttemptDto, SignupWays, StartConnectReply, StartConnectRequest } from '@switchboard/contracts';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { asApiError, readMessage } from '@/lib/apiError';
import type { LoginClient } from '@/lib/connectApi';
import { useRuntimeConfig } from '@/lib/runtimeConfig';
import { leadsToMeta } from '@/lib/securityHeaders';
import { loadSdk, readySdk } from './popup/facebookSdk';
import { type OpenSignup, openSignup } from './popup/openSignup';
import { keepSubmission } from './popup/popupSubmissions';
import { readSdkOrigin } from './popup/signupMessage';

export interface LoginOptions {
  client: LoginClient;
  signup: SignupWays | undefined;
  request?: Pick<StartConnectRequest, 'coexistence' | 'reconnect'>;
  onAttempt: (attemptId: string) => void;
  /** Called instead when Meta's window was only closed. */
  onClosed?: ((attempt: AttemptDto) => void) | undefined;
  /** Called with a new attempt before the page is left for Meta. */
  onStarted?: ((started: StartConnectReply) => void) | undefined;
}

export interface Login {
  press: () => void;
  /** `leaving`: the page is on its way to Meta. `popup`: Meta's window is open. */
  state: 'idle' | 'leaving' | 'popup';
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);
}

const say = (error: unknown) => toast.error(readMessage(asApiError(error)));

const WINDOW_TOAST = 'meta-window';

/** Says what to do while Meta's window is open, with a way out when it got lost. */
function showWindowToast(opened: OpenSignup): void {
  toast.message('Finish the login in Meta’s window', {
    id: WINDOW_TOAST,
    description: 'This page goes on by itself.',
    duration: Number.POSITIVE_INFINITY,
    action: { label: 'Stop', onClick: opened.stop },
  });
}

/**
 * Begins a login at Meta: in a popup where the browser allows it, else with the whole page. The popup opens inside the
 * click, before the API is asked; the attempt is created meanwhile.
 */
export function useLogin({ client, signup, request = {}, onAttempt, onClosed, onStarted }: LoginOptions): Login {
  const [state, setState] = useState<Login['state']>('idle');
  const { metaLogin } = useRuntimeConfig();
  useEffect(() => {
    if (!signup?.popup) return;
    if (!metaLogin && leadsToMeta(window.location.pathname)) {
      // The policy of the page before does not allow Meta's script; a reload gets the right one.
      setState('leaving');
      window.location.reload();
      return;
    }
    // Loaded early, for the click. Where it is blocked, the click takes the other way.
    if (metaLogin) loadSdk(signup).catch(() => undefined);
  }, [signup, metaLogin]);
  useEffect(() => {
    // Back may show the page as it was left; the button has to work again.
    const shownAgain = (event: PageTransitionEvent) => {
      if (event.persisted) setState('idle');
    };
    window.addEventListener('pageshow', shownAgain);
    return () => window.removeEventListener('pageshow', shownAgain);
  }, []);

  const start = async (flow: 'redirect' | 'popup'): Promise<StartConnectReply> => {
    // A reconnect names its numbers, so there is nothing to select.
    const choose = request.reconnect ? {} : { choose: true };
    const started = await client.start({ flow, ...choose, ...request });
    onStarted?.(started);
    return started;
  };

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

  const submit = async (end: Awaited<OpenSignup['end']>, begun: Promise<StartConnectReply>) => {
    const { attemptId, state: loginState } = await begun;
    const ignored = end.ignored ? { ignored: end.ignored } : {};
    if (onClosed && end.kind === 'stopped' && end.report.reason === 'closed') {
      onClosed(await client.cancel({ state: loginState, ...end.report, ...ignored }));
      return;
    }
    keepSubmission(attemptId, () =>
      end.kind === 'code'
        ? client.finish({
            code: end.code,
            state: loginState,
            ...(end.signup ? { signup: end.signup } : {}),
            ...ignored,
          })
        : client.cancel({ state: loginState, ...end.report, ...ignored }),
    );
    onAttempt(attemptId);
  };

  const follow = async (opened: OpenSignup) => {
    setState('popup');
    showWindowToast(opened);
    const begun = start('popup');
    begun.catch(() => undefined);
    try {
      await submit(await opened.end, begun);
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
      ? openSignup(sdk, request.coexistence ? coexistence : newNumber, readSdkOrigin(signup.sdkUrl))
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
