/** Where Meta keeps the files of WhatsApp messages (meta-platform 7, "Media"); `*.` stands for any name below. */
export const metaMediaHosts = ['lookaside.fbsbx.com', '*.fbcdn.net', '*.whatsapp.net', '*.facebook.com'] as const;

/**
 * Decides whether a token may be sent to an address: the Graph API's own origin, or https on the usual port of a host of
 * Meta's. The host is compared as the URL parser reads it, label by label, because what looks like Meta's domain may be
 * the beginning, the end or the user name of something else.
 *
 * @returns the address as it was understood, which is what has to be asked: another parser may read the text differently.
 */
export function readMediaAddress(address: string, graphOrigin: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return undefined;
  if (url.origin === graphOrigin) return url;
  const isUsualHttps = url.protocol === 'https:' && url.port === '';
  return isUsualHttps && isHostOfMeta(url.hostname) ? url : undefined;
}

const isHostOfMeta = (host: string) => isListedHost(host, metaMediaHosts);

export const isListedHost = (host: string, list: readonly string[]): boolean =>
  list.some((entry) => (entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry));
