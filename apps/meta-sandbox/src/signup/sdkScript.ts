/**
 * The sandbox's own SDK, in place of Meta's `connect.facebook.net/en_US/sdk.js`. It has what signing up needs: `FB.init`
 * and `FB.login` with a login configuration. The window it opens lives where this script came from. The callback is
 * called once: with a code, or with `status: "unknown"` when the browser did not open the window or it was closed.
 */
export const sdkScript = `(() => {
  const home = new URL(document.currentScript.src).origin;
  const nobody = () => ({ authResponse: null, status: 'unknown' });
  const afterClosedMs = 400;
  let settings = null;

  const newChannel = () => 'f' + [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

  const toAddress = (channel, options) => {
    const address = new URL('/' + settings.version + '/dialog/embedded_signup', home);
    address.search = new URLSearchParams({
      app_id: settings.appId,
      config_id: options.config_id ?? '',
      response_type: options.response_type ?? 'token',
      override_default_response_type: String(options.override_default_response_type ?? false),
      extras: JSON.stringify(options.extras ?? {}),
      origin: location.origin,
      channel,
      display: 'popup',
    });
    return address.href;
  };

  const init = ({ appId, version } = {}) => {
    if (!/^v\\d+\\.\\d+$/.test(version ?? '')) throw new Error('init not called with valid version');
    settings = { appId: String(appId ?? ''), version };
  };

  const login = (callback, options = {}) => {
    if (!settings) {
      console.error('FB.login() called before FB.init().');
      return;
    }
    const channel = newChannel();
    const popup = window.open(toAddress(channel, options), '_blank', 'popup,width=620,height=780');
    if (!popup) {
      setTimeout(() => callback(nobody()));
      return;
    }

    let watching;
    const finish = (response) => {
      clearInterval(watching);
      removeEventListener('message', listen);
      callback(response);
    };
    const listen = ({ origin, source, data }) => {
      if (origin !== home || source !== popup || typeof data !== 'string' || !data.startsWith('cb=' + channel + '&')) return;
      const code = new URLSearchParams(data).get('code');
      finish({ authResponse: { userID: null, expiresIn: null, code }, status: 'connected' });
    };
    let closedFor = 0;
    const look = () => {
      if (!popup.closed) return;
      // What was posted just before the window closed may still be on its way.
      closedFor += 100;
      if (closedFor > afterClosedMs) finish(nobody());
    };
    addEventListener('message', listen);
    watching = setInterval(look, 100);
  };

  window.FB = { init, login };
  if (typeof window.fbAsyncInit === 'function' && !window.fbAsyncInit.hasRun) {
    window.fbAsyncInit.hasRun = true;
    window.fbAsyncInit();
  }
})();
`;
