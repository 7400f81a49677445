import { describe, expect, it } from 'vitest';
import { dialogUrl } from './dialogUrl.js';

const options = {
  dialogBaseUrl: 'https://www.facebook.com/',
  version: 'v26.0',
  appId: '300100',
  redirectUri: 'https://app.test/callback?a=1&b=2',
  state: 'one+time/state=',
};
const readQuery = (url: string) => Object.fromEntries(new URL(url).searchParams);

describe('the address of the login dialog', () => {
  it('asks for the two WhatsApp permissions', () => {
    const url = dialogUrl(options);
    expect(url).toMatch(/^https:\/\/www\.facebook\.com\/v26\.0\/dialog\/oauth\?/);
    expect(readQuery(url)).toEqual({
      client_id: '300100',
      redirect_uri: 'https://app.test/callback?a=1&b=2',
      state: 'one+time/state=',
      response_type: 'code',
      scope: 'whatsapp_business_management,whatsapp_business_messaging',
    });
  });

  it('asks for other permissions when told', () => {
    expect(readQuery(dialogUrl({ ...options, scopes: ['public_profile'] })).scope).toBe('public_profile');
  });

  it('leaves permissions to the login configuration and insists on a code', () => {
    expect(readQuery(dialogUrl({ ...options, configId: '41', scopes: ['public_profile'] }))).toEqual({
      client_id: '300100',
      redirect_uri: 'https://app.test/callback?a=1&b=2',
      state: 'one+time/state=',
      response_type: 'code',
      config_id: '41',
      override_default_response_type: 'true',
    });
  });
});
