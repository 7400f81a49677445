import { z } from 'zod';
import { whatsappScopes } from '../state/grants.js';
import type { SandboxApp } from '../state/sandboxState.js';
import type { SignupRequest } from '../state/signupSession.js';

const maxExtrasLength = 8_000;
const coexistenceFeature = 'whatsapp_business_app_onboarding';

const extrasSchema = z.looseObject({
  featureType: z.string().optional(),
  sessionInfoVersion: z.union([z.string(), z.number()]).optional(),
});

export type SignupOpening = { ok: true; request: SignupRequest } | { ok: false; title: string; message: string };

const refuse = (title: string, message: string): SignupOpening => ({ ok: false, title, message });

/**
 * Reads the query `FB.login` opened the window with. The page must live on one of the app's allowed domains: those of
 * its redirect addresses, and the sandbox itself. `ownOrigin` is the name the sandbox was called by.
 */
export function readSignupRequest(query: URLSearchParams, app: SandboxApp, ownOrigin: string): SignupOpening {
  const readText = (name: string) => query.get(name) ?? '';
  if (readText('app_id') !== app.id) {
    return refuse('App not found', `No app has the id "${readText('app_id')}". Here, META_APP_ID is ${app.id}.`);
  }
  const pageOrigin = readText('origin');
  const allowed = [ownOrigin, ...app.redirectUris.map((uri) => new URL(uri).origin)];
  if (!allowed.includes(pageOrigin)) {
    return refuse(
      'JSSDK Unknown Host domain',
      `"${pageOrigin}" is not one of the app's Allowed Domains for the JavaScript SDK. Here these are the origins in SANDBOX_REDIRECT_URIS.`,
    );
  }
  if (readText('config_id') === '') {
    return refuse('No login configuration', 'FB.login was called without config_id, which signing up needs.');
  }
  if (readText('response_type') !== 'code' || readText('override_default_response_type') !== 'true') {
    return refuse(
      'Response type not supported',
      'A business configuration answers with a code only: response_type "code" and override_default_response_type true.',
    );
  }
  if (!/^f[0-9a-f]{24}$/.test(readText('channel'))) return refuse('Not opened by the SDK', 'There is no channel.');
  const extras = readExtras(readText('extras'));
  if (!extras) return refuse('Invalid extras', 'The extras of FB.login are not an object this window understands.');
  return {
    ok: true,
    request: {
      isHosted: false,
      pageOrigin,
      channel: readText('channel'),
      configId: readText('config_id'),
      scopes: [...whatsappScopes],
      isCoexistence: extras.featureType === coexistenceFeature,
      messageVersion: extras.sessionInfoVersion === undefined ? null : Number(extras.sessionInfoVersion),
    },
  };
}

/** The hosted page has only the app and its login configuration. */
export function readHostedRequest(query: URLSearchParams, app: SandboxApp): SignupOpening {
  const appId = query.get('app_id') ?? '';
  if (appId !== app.id) return refuse('App not found', `No app has the id "${appId}". Here, META_APP_ID is ${app.id}.`);
  const configId = query.get('config_id') ?? '';
  if (configId === '') return refuse('No login configuration', 'The link to this page has no config_id.');
  return {
    ok: true,
    request: {
      isHosted: true,
      pageOrigin: '',
      channel: '',
      configId,
      scopes: [...whatsappScopes],
      isCoexistence: false,
      messageVersion: null,
    },
  };
}

function readExtras(text: string): z.output<typeof extrasSchema> | null {
  if (text === '') return {};
  if (text.length > maxExtrasLength) return null;
  try {
    return extrasSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
