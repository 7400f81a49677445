import type { DialogRequest } from '../state/dialogSession.js';
import { whatsappScopes } from '../state/grants.js';
import type { SandboxApp } from '../state/sandboxState.js';

export const permissionWords = new Map<string, string>([
  ['public_profile', 'See your name and profile picture'],
  ['email', 'See your email address'],
  ['whatsapp_business_management', 'Manage your WhatsApp accounts and their numbers'],
  ['whatsapp_business_messaging', 'Send and receive WhatsApp messages for your business'],
  ['whatsapp_business_manage_events', 'Log events for your WhatsApp accounts'],
  ['business_management', 'Manage your business portfolios'],
  ['catalog_management', 'Manage your product catalogues'],
]);

export type DialogOpening = { ok: true; request: DialogRequest } | { ok: false; title: string; message: string };

const refuse = (title: string, message: string): DialogOpening => ({ ok: false, title, message });

/**
 * Reads the query of the dialog. A refusal is shown on a page and sent nowhere: without a known app and an allowed
 * address, nobody could receive it.
 */
export function readDialogRequest(rawQuery: string, app: SandboxApp): DialogOpening {
  const query = new URLSearchParams(rawQuery);
  if (query.get('client_id') !== app.id) {
    return refuse(
      'App not found',
      `No app has the id "${query.get('client_id') ?? ''}". Here, META_APP_ID is ${app.id}.`,
    );
  }
  const redirectUri = query.get('redirect_uri');
  if (redirectUri === null || redirectUri === '') {
    return refuse('No address to return to', 'The link that opened this window has no redirect_uri.');
  }
  if (!app.redirectUris.includes(redirectUri)) {
    return refuse(
      'URL blocked',
      `"${redirectUri}" is not in the app's Valid OAuth Redirect URIs. It has to be the same to the byte; here the list is SANDBOX_REDIRECT_URIS.`,
    );
  }
  const responseTypes = splitList(query.get('response_type') ?? 'code');
  const unsupported = responseTypes.find((type) => type !== 'code' && type !== 'granted_scopes');
  if (unsupported !== undefined || responseTypes.length === 0) {
    return refuse('Response type not supported', 'This sandbox answers with response_type=code, and granted_scopes.');
  }
  const configId = query.get('config_id') || null;
  const asked = splitList(query.get('scope') ?? '');
  const unknown = asked.filter((scope) => !permissionWords.has(scope));
  if (unknown.length > 0) {
    return refuse('Invalid scopes', `Meta has no permission with this name: ${unknown.join(', ')}.`);
  }
  return {
    ok: true,
    request: {
      redirectUri,
      rawState: rawValue(rawQuery, 'state'),
      // A login configuration carries its permissions; otherwise the app names them.
      scopes: configId === null ? [...new Set(['public_profile', ...asked])] : [...whatsappScopes],
      configId,
      wantsGrantedScopes: responseTypes.includes('granted_scopes'),
    },
  };
}

const splitList = (text: string) => text.split(/[\s,]+/).filter((item) => item !== '');

/** A value of a query, still percent-encoded. */
function rawValue(rawQuery: string, name: string): string | null {
  const pair = rawQuery.split('&').find((part) => part === name || part.startsWith(`${name}=`));
  return pair === undefined ? null : pair.slice(name.length + 1);
}

/** The address to which the browser returns. Meta appends `#_=_`, which only browsers see. */
export function returnUrl({ redirectUri, rawState }: DialogRequest, answer: Record<string, string>): string {
  const separator = redirectUri.includes('?') ? '&' : '?';
  const state = rawState === null ? '' : `&state=${rawState}`;
  return `${redirectUri}${separator}${new URLSearchParams(answer)}${state}#_=_`;
}
