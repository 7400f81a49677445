import { type Html, html } from '../html/html.js';
import { layout } from '../html/layout.js';
import type { SandboxApp } from '../state/sandboxState.js';

/** Calls the SDK as an app does and shows the results, for tests and by hand. */
export function tryPage({ id }: SandboxApp): Html {
  return layout({
    title: 'Try the signup window',
    width: 'narrow',
    scripts: ['signup-try.js'],
    body: html`
<section class="card window" data-testid="try-signup" data-app-id="${id}">
  <h1>Try the signup window</h1>
  <p class="lead">This page stands in for an app: it loads the SDK, calls <code>FB.login</code> and shows what it is told.</p>
  <div class="actions">
    <button class="primary" type="button" data-testid="try-login" data-feature="">Sign up</button>
    <button type="button" data-testid="try-coexistence" data-feature="whatsapp_business_app_onboarding">Connect a Business app number</button>
  </div>
  <ul class="numbers" data-testid="try-log" aria-live="polite"></ul>
</section>
<script src="/en_US/sdk.js"></script>`,
  });
}

/** Logs the SDK's answer (`data-kind="callback"`) and the messages (`data-kind="message"`) in order. */
export const tryScript = `(() => {
  const page = document.querySelector('[data-testid="try-signup"]');
  const log = document.querySelector('[data-testid="try-log"]');
  const write = (kind, origin, text) => {
    const line = document.createElement('li');
    line.dataset.kind = kind;
    line.dataset.origin = origin;
    line.textContent = text;
    log.append(line);
  };
  const toText = (data) => (typeof data === 'string' ? data : 'object ' + JSON.stringify(data));
  addEventListener('message', ({ data, origin }) => write('message', origin, toText(data)));
  FB.init({ appId: page.dataset.appId, version: 'v26.0' });
  for (const button of page.querySelectorAll('button[data-feature]')) {
    button.addEventListener('click', () => {
      const extras = { setup: {}, ...(button.dataset.feature ? { featureType: button.dataset.feature } : {}) };
      FB.login((response) => write('callback', '', JSON.stringify(response)), {
        config_id: '300100400',
        response_type: 'code',
        override_default_response_type: true,
        extras,
      });
    });
  }
})();
`;
