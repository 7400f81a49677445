import { describe, expect, it } from 'vitest';
import { readMediaAddress } from './mediaAddress.js';

const graph = 'https://graph.test:8443';

describe('where a token may go for a file', () => {
  it.each([
    'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=a',
    'https://scontent.xx.fbcdn.net/v/t.jpg',
    'https://media-fra3-1.cdn.whatsapp.net/v/1',
    'https://z-m.facebook.com/1',
    'https://LOOKASIDE.fbsbx.com/1',
    'https://lookaside.fbsbx.com:443/1',
    'https://graph.test:8443/media/1',
  ])('%s', (address) => {
    expect(readMediaAddress(address, graph)?.href).toBe(new URL(address).href);
  });

  it('the origin of a sandbox, even without https', () => {
    expect(readMediaAddress('http://127.0.0.1:4010/media/1', 'http://127.0.0.1:4010')).toBeDefined();
  });

  it.each([
    ['no address', ''],
    ['no host', '/v26.0/1'],
    ['another scheme', 'ftp://lookaside.fbsbx.com/1'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:text/plain,1'],
    ['http', 'http://lookaside.fbsbx.com/1'],
    ['another port', 'https://lookaside.fbsbx.com:8443/1'],
    ['a host below the one that is named', 'https://a.lookaside.fbsbx.com/1'],
    ['a host beside it', 'https://other.fbsbx.com/1'],
    ['a domain without a host before it', 'https://fbcdn.net/1'],
    ['a domain that only ends alike', 'https://evilfbcdn.net/1'],
    ['a domain that only begins alike', 'https://scontent.fbcdn.net.evil.test/1'],
    ['a dot behind', 'https://scontent.fbcdn.net./1'],
    ['a name before the host', 'https://user@lookaside.fbsbx.com/1'],
    ['a name and a password', 'https://user:pass@scontent.fbcdn.net/1'],
    ['the real host as a name', 'https://lookaside.fbsbx.com@evil.test/1'],
    ['the real host as name and password', 'https://lookaside.fbsbx.com:443@evil.test/1'],
    ['a backslash before an @', 'https://evil.test\\@lookaside.fbsbx.com/1'],
    ['the real host in the path', 'https://evil.test/lookaside.fbsbx.com'],
    ['the real host in the query', 'https://evil.test?.fbcdn.net'],
    ['the real host in the fragment', 'https://evil.test#.fbcdn.net'],
    ['a letter that looks like another', 'https://scontent.fbсdn.net/1'],
    ['this machine', 'https://127.0.0.1/1'],
    ['the address of the cloud', 'http://169.254.169.254/latest/meta-data'],
    ['the origin with another port', 'https://graph.test/1'],
    ['the origin with another scheme', 'http://graph.test:8443/1'],
    ['the origin with a name', 'https://user:pass@graph.test:8443/1'],
    ['a host below the origin', 'https://a.graph.test:8443/1'],
  ])('not %s: %s', (_what, address) => {
    expect(readMediaAddress(address, graph)).toBeUndefined();
  });
});
