export interface DialogUrlOptions {
  /** Without version and path: `https://www.facebook.com`. */
  dialogBaseUrl: string;
  version: string;
  appId: string;
  /** Has to be listed in the app's settings, and has to be repeated byte by byte when the code is exchanged. */
  redirectUri: string;
  /** Comes back unchanged, on accept and on cancel. The guard against forged callbacks. */
  state: string;
  /** A configuration of Facebook Login for Business. It carries permissions and assets, so `scopes` is left out. */
  configId?: string;
  /** Without `configId`. The two WhatsApp permissions unless told. */
  scopes?: readonly string[];
}

const whatsappScopes = ['whatsapp_business_management', 'whatsapp_business_messaging'];

/** The address of Meta's OAuth dialog, which answers with `code` and `state` at `redirectUri`. */
export function dialogUrl(options: DialogUrlOptions): string {
  const query = new URLSearchParams({
    client_id: options.appId,
    redirect_uri: options.redirectUri,
    state: options.state,
    response_type: 'code',
  });
  if (options.configId) {
    query.set('config_id', options.configId);
    // Configurations for system-user tokens have a default of their own that would win over `response_type`.
    query.set('override_default_response_type', 'true');
  } else {
    query.set('scope', (options.scopes ?? whatsappScopes).join(','));
  }
  return `${options.dialogBaseUrl.replace(/\/+$/, '')}/${options.version}/dialog/oauth?${query}`;
}
