import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, leadsToMeta, pageHeaders } from './securityHeaders';

const readPolicy = (apiUrl: string | undefined, development = false) =>
  contentSecurityPolicy({ nonce: 'abc', apiUrl, development, metaLogin: false });

describe('the policy of a page', () => {
  it('runs scripts with the nonce of this view only', () => {
    const scripts = /script-src ([^;]*)/.exec(readPolicy('https://api.example.com'))?.[1];
    expect(scripts).toBe("'self' 'nonce-abc' 'strict-dynamic'");
  });

  it('lets the browser open sockets to the API and to nobody else', () => {
    expect(readPolicy('https://api.example.com/base')).toContain(
      "connect-src 'self' https://api.example.com wss://api.example.com;",
    );
    expect(readPolicy('http://localhost:4000')).toContain(
      "connect-src 'self' http://localhost:4000 ws://localhost:4000;",
    );
  });

  it('lets the browser send files to the storage that is named, without sockets', () => {
    const input = { nonce: 'abc', apiUrl: 'https://api.example.com', development: false, metaLogin: false };
    expect(contentSecurityPolicy({ ...input, uploadOrigin: 'https://s3.example.com/files' })).toContain(
      "connect-src 'self' https://api.example.com wss://api.example.com https://s3.example.com;",
    );
    expect(contentSecurityPolicy({ ...input, uploadOrigin: 'javascript:alert(1)' })).toContain(
      "connect-src 'self' https://api.example.com wss://api.example.com;",
    );
  });

  it.each([undefined, '', 'not an address', 'javascript:alert(1)', 'data:text/html,x'])(
    'ignores an API address that is none: %s',
    (apiUrl) => {
      expect(readPolicy(apiUrl)).toContain("connect-src 'self';");
    },
  );

  it('allows evaluation in development only', () => {
    expect(readPolicy(undefined, true)).toContain("'unsafe-eval'");
    expect(readPolicy(undefined, false)).not.toContain("'unsafe-eval'");
  });

  it('plays and shows what was fetched with the access token, and nothing from elsewhere', () => {
    expect(readPolicy('https://api.example.com')).toContain("media-src 'self' blob:;");
    expect(readPolicy('https://api.example.com')).toContain("img-src 'self' data: blob:;");
  });

  it('cannot be framed', () => {
    expect(readPolicy(undefined)).toContain("frame-ancestors 'none'");
  });
});

describe('the other headers of a page', () => {
  it('keep the address of the callback page, which carries a login code, to ourselves', () => {
    expect(pageHeaders('/integrations/whatsapp/callback')['Referrer-Policy']).toBe('no-referrer');
    expect(pageHeaders('/dashboard')['Referrer-Policy']).toBe('strict-origin-when-cross-origin');
  });
});

describe('Meta’s login', () => {
  it.each(['/dashboard/settings/whatsapp-oauth', '/integrations/whatsapp/callback', '/connect'])(
    'can be begun from %s',
    (path) => {
      expect(leadsToMeta(path)).toBe(true);
    },
  );

  it.each(['/', '/dashboard', '/dashboard/chat', '/dashboard/settings', '/login', '/data-deletion/abc', '/connected'])(
    'cannot be begun from %s',
    (path) => {
      expect(leadsToMeta(path)).toBe(false);
    },
  );

  it('opens the policy to Meta where it can be begun, and nowhere else', () => {
    const policy = (metaLogin: boolean) =>
      contentSecurityPolicy({ nonce: 'abc', apiUrl: undefined, development: false, metaLogin });
    expect(policy(true)).toContain("'strict-dynamic' https://connect.facebook.net;");
    expect(policy(true)).toContain("frame-src 'self' https://www.facebook.com https://web.facebook.com;");
    expect(policy(true)).toContain("connect-src 'self' https://www.facebook.com https://graph.facebook.com;");
    expect(policy(false)).not.toContain('facebook');
  });

  it('leaves its window able to answer', () => {
    expect(pageHeaders('/dashboard')['Cross-Origin-Opener-Policy']).toBe('same-origin-allow-popups');
  });
});
