import { GraphError } from './graphError.js';

/** Default names of HTTP libraries: `axios/1.7.2`, `node`, `python-requests/2.31.0`. */
const libraries = new Set([
  ...['aiohttp', 'apache-httpclient', 'axios', 'deno', 'bun', 'dart', 'faraday', 'go-http-client', 'got', 'guzzlehttp'],
  ...['java', 'ky', 'libwww-perl', 'node', 'node-fetch', 'okhttp', 'python', 'python-httpx', 'python-requests'],
  ...['python-urllib', 'reqwest', 'ruby', 'superagent', 'undici', 'unirest'],
]);

/**
 * Meta's file host refuses a client that does not say who it is (meta-platform 17.11; reported of clients without a
 * `User-Agent` and of Node's own `fetch`: gabrieldwight/Whatsapp-Business-Cloud-Api-Net #45, great-detail/WhatsApp-JS-SDK
 * #81, Secreto31126/whatsapp-api-js #336). Reports on other libraries' names differ, so that none of them is relied on
 * here: a client names itself. `curl/…` gets through, as in the reports of those who borrowed its name.
 */
export function requireUserAgent(userAgent: string | null): void {
  // Brackets describe the machine.
  const names = (userAgent ?? '')
    .replaceAll(/\([^()]*\)/g, ' ')
    .split(/\s+/)
    .filter((name) => name !== '');
  const isTelling = names.some((name) => !libraries.has((name.split('/')[0] ?? '').toLowerCase()));
  if (isTelling) return;
  throw new GraphError(100, 'The file host does not serve clients without a User-Agent of their own', {
    httpStatus: 403,
    userTitle: 'No User-Agent',
    userMessage: 'Name your product in the User-Agent header of the download, as Meta’s file host asks for.',
  });
}
