import { describe, expect, it } from 'vitest';
import { describeEnvironments, usesSandbox } from './environments.js';
import type { Secrets, Settings } from './settings.js';

const secrets: Secrets = {
  JWT_SECRET: 'made-jwt-secret',
  TOKEN_ENCRYPTION_KEYS: 'k1:made',
  META_WEBHOOK_VERIFY_TOKEN: 'made-verify-token',
  SANDBOX_META_APP_SECRET: 'made-app-secret',
  SANDBOX_OWN_SYSTEM_TOKEN: 'made-system-token',
};

const describeWith = (settings: Settings) =>
  describeEnvironments({
    settings,
    secrets,
    ports: { web: 3001, api: 4001, sandbox: 4801 },
    mongodbUri: 'mongodb://engine/switchboard',
  });

describe('without any setting', () => {
  const { api, web, sandbox } = describeWith({});

  it('Meta is simulated, and the API and the sandbox share the app', () => {
    expect(api).toMatchObject({ META_GRAPH_URL: 'http://localhost:4801', META_DIALOG_URL: 'http://localhost:4801' });
    expect(api.META_APP_SECRET).toBe('made-app-secret');
    expect(sandbox).toMatchObject({ META_APP_ID: api.META_APP_ID, META_APP_SECRET: api.META_APP_SECRET });
    expect(web.NEXT_PUBLIC_META_APP_ID).toBe(api.META_APP_ID);
    expect(sandbox.META_WEBHOOK_VERIFY_TOKEN).toBe('made-verify-token');
    expect(api.META_WEBHOOK_VERIFY_TOKEN).toBe('made-verify-token');
  });

  it('the API has the token of the sandbox’s own system user', () => {
    expect(sandbox.SANDBOX_OWN_SYSTEM_TOKEN).toBe('made-system-token');
    expect(api.META_SYSTEM_USER_TOKEN).toBe('made-system-token');
  });

  it('the login is the redirect; a login configuration adds the popup, with the sandbox’s own SDK', () => {
    expect(api.META_CONFIG_ID).toBeUndefined();
    const withPopup = describeWith({ META_CONFIG_ID: '7' }).api;
    expect(withPopup).toMatchObject({ META_CONFIG_ID: '7', META_SDK_URL: 'http://localhost:4801/en_US/sdk.js' });
  });

  it('every part knows where the others are', () => {
    expect(api).toMatchObject({ PORT: '4001', FRONTEND_URL: 'http://localhost:3001' });
    expect(web).toMatchObject({ PORT: '3001', API_INTERNAL_URL: 'http://localhost:4001' });
    expect(web.NEXT_PUBLIC_API_URL).toBe('http://localhost:4001');
    expect(web.SANDBOX_PHONES_URL).toBe('http://localhost:4801/__sandbox/phone');
    expect(sandbox.SANDBOX_REDIRECT_URIS).toBe('http://localhost:3001/integrations/whatsapp/callback');
    expect(sandbox.SANDBOX_WEBHOOK_URL).toBe('http://localhost:4001/api/webhooks/whatsapp');
    expect(sandbox.SANDBOX_DEAUTHORIZE_URL).toBe('http://localhost:4001/api/webhooks/meta/deauthorize');
    expect(sandbox.SANDBOX_DELETION_URL).toBe('http://localhost:4001/api/webhooks/meta/data-deletion');
    expect(api.MONGODB_URI).toBe('mongodb://engine/switchboard');
  });

  it('the secrets are those of this installation', () => {
    expect(api).toMatchObject({ JWT_SECRET: 'made-jwt-secret', TOKEN_ENCRYPTION_KEYS: 'k1:made' });
    expect(JSON.stringify(web)).not.toContain('made-');
  });
});

describe('with a real Meta app behind a tunnel', () => {
  const settings = {
    META_APP_ID: '42',
    META_APP_SECRET: 'real-secret',
    FRONTEND_URL: 'https://app.example.org',
    API_PUBLIC_URL: 'https://api.example.org',
    JWT_SECRET: 'own-jwt-secret',
    SOMETHING_NEW: 'kept',
  };
  const { api, web } = describeWith(settings);

  it('the API speaks to Meta as that app', () => {
    expect(usesSandbox(settings)).toBe(false);
    expect(api).toMatchObject({ META_APP_ID: '42', META_APP_SECRET: 'real-secret' });
    expect(api.META_GRAPH_URL).toBe('https://graph.facebook.com');
    expect(api.META_DIALOG_URL).toBe('https://www.facebook.com');
    expect(api.META_SDK_URL).toBeUndefined();
    expect(api.META_SYSTEM_USER_TOKEN).toBeUndefined();
    expect(describeWith({ ...settings, META_SYSTEM_USER_TOKEN: 'own' }).api.META_SYSTEM_USER_TOKEN).toBe('own');
  });

  it('what was set is kept, and reaches the API', () => {
    expect(api).toMatchObject({ JWT_SECRET: 'own-jwt-secret', FRONTEND_URL: 'https://app.example.org' });
    expect(api.SOMETHING_NEW).toBe('kept');
    expect(web).toMatchObject({ NEXT_PUBLIC_API_URL: 'https://api.example.org', NEXT_PUBLIC_META_APP_ID: '42' });
    expect(web.SANDBOX_PHONES_URL).toBeUndefined();
  });

  it('half an app is none: Meta stays simulated', () => {
    expect(usesSandbox({ META_APP_ID: '42' })).toBe(true);
    expect(describeWith({ META_APP_ID: '42' }).api.META_GRAPH_URL).toBe('http://localhost:4801');
  });
});
