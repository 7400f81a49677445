import type { SignupWays } from '@switchboard/contracts';

/** The answer of `FB.login`: a code, or nothing when the window was closed. */
interface LoginAnswer {
  authResponse?: { code?: string } | null;
}

export interface FacebookSdk {
  init: (options: { appId: string; version: string; xfbml: boolean; autoLogAppEvents: boolean }) => void;
  login: (answer: (response: LoginAnswer) => void, options: Record<string, unknown>) => void;
}

declare global {
  interface Window {
    FB?: FacebookSdk;
  }
}

let loading: Promise<FacebookSdk> | null = null;
let ready: FacebookSdk | null = null;

/** The SDK if it is loaded, which opening a window inside a click needs. Else null. */
export const readySdk = (): FacebookSdk | null => ready;

function addScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.async = true;
    // For browsers without 'strict-dynamic'.
    script.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      reject(new Error('Meta’s script could not be loaded'));
    };
    document.head.append(script);
  });
}

async function load({ sdkUrl, appId, graphVersion }: SignupWays): Promise<FacebookSdk> {
  await addScript(sdkUrl ?? '');
  const sdk = window.FB;
  if (!sdk) throw new Error('Meta’s script did not bring what it should');
  sdk.init({ appId, version: graphVersion, xfbml: false, autoLogAppEvents: false });
  ready = sdk;
  return sdk;
}

/**
 * Loads Meta's SDK once for the page, before anybody clicks.
 * @returns The SDK, initialised for our app. Rejects when it is blocked or away; the next call tries again.
 */
export function loadSdk(ways: SignupWays): Promise<FacebookSdk> {
  loading ??= load(ways).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}
