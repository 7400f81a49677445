import type { CancelConnectRequest, ErrorCode, Flow, SignupWays, StartConnectReply } from '@switchboard/contracts';

/** For `FB.login`: Embedded Signup v4 is chosen by the login configuration, not by a key (meta-platform 1.2). */
export function loginOptions(configId: string, coexistence: boolean): Record<string, unknown> {
  return {
    config_id: configId,
    response_type: 'code',
    override_default_response_type: true,
    extras: {
      setup: {},
      ...(coexistence ? { featureType: 'whatsapp_business_app_onboarding', sessionInfoVersion: '3' } : {}),
    },
  };
}

export function signupWays(config: {
  configId: string | undefined;
  sdkUrl: string;
  appId: string;
  graphVersion: string;
}): SignupWays {
  const { configId, sdkUrl, appId, graphVersion } = config;
  if (!configId) return { popup: false, sdkUrl: null, appId, graphVersion, loginOptions: null };
  const options = { newNumber: loginOptions(configId, false), coexistence: loginOptions(configId, true) };
  return { popup: true, sdkUrl, appId, graphVersion, loginOptions: options };
}

export const toPopup = (
  flow: Flow,
  { configId, sdkUrl }: { configId: string | undefined; sdkUrl: string },
  coexistence: boolean,
): Pick<StartConnectReply, 'popup'> =>
  flow === 'popup' && configId ? { popup: { sdkUrl, loginOptions: loginOptions(configId, coexistence) } } : {};

export interface Ended {
  phase: CancelConnectRequest['reason'];
  code: ErrorCode;
  details: Record<string, unknown>;
}

/** How an attempt ended without a code: an error of Embedded Signup counts before whatever closed the window. Pure. */
export function endedBy(input: CancelConnectRequest): Ended {
  const { errorMessage, errorCode, metaSessionId, step } = input;
  const reported = {
    ...{ error: input.error, reason: input.errorReason, description: input.errorDescription },
    ...{ step, errorMessage, errorCode, metaSessionId },
  };
  const details = Object.fromEntries(Object.entries(reported).filter(([, value]) => value !== undefined));
  if (errorMessage !== undefined || errorCode !== undefined || metaSessionId !== undefined) {
    return { phase: 'failed', code: 'signup_error', details };
  }
  const codes = { denied: 'connect_denied', closed: 'connect_closed', failed: 'login_failed' } as const;
  return { phase: input.reason, code: codes[input.reason], details };
}
