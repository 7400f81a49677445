import { metaMediaHosts } from '@switchboard/graph';
import mongoose from 'mongoose';

/** Where Meta keeps the pictures of advertisements and posts: the address of one comes in a customer's message. */
export const pictureHosts = ['*.fbcdn.net', '*.fbsbx.com', '*.cdninstagram.com'] as const;

export interface OutboundSettings {
  META_GRAPH_URL: string;
  API_PUBLIC_URL: string;
  MONGODB_URI: string;
  REDIS_URL?: string | undefined;
  SMTP_URL?: string | undefined;
  CLAMD_URL?: string | undefined;
  LOG_SHIP_URL?: string | undefined;
}

/** What the API may reach for one purpose; `*.` stands for any name below. */
export interface OutboundEntry {
  purpose: string;
  hosts: readonly string[];
}

const hostOf = (address: string): string =>
  address.startsWith('unix:') ? address.slice('unix:'.length) : new URL(address).hostname;
function mongoHosts(uri: string): string[] {
  const { hosts, srvHost } = new mongoose.mongo.MongoClient(uri).options;
  // Which servers these are is in the DNS of that name, below its own domain.
  if (srvHost) return [srvHost, `*.${srvHost.split('.').slice(1).join('.')}`];
  return hosts.map(({ host, socketPath }) => socketPath ?? host ?? '');
}

/**
 * Every host that the API may connect to (OWASP ASVS 5.0, 13.2.4): what the operator set, and two short lists of Meta's.
 * Addresses that come in data are held against it; the rest is connected to by its setting and nothing else.
 */
export function outboundHosts(settings: OutboundSettings): OutboundEntry[] {
  const { META_GRAPH_URL, API_PUBLIC_URL, MONGODB_URI, REDIS_URL, SMTP_URL, CLAMD_URL, LOG_SHIP_URL } = settings;
  return [
    { purpose: 'database', hosts: mongoHosts(MONGODB_URI) },
    ...(REDIS_URL ? [{ purpose: 'redis', hosts: [hostOf(REDIS_URL)] }] : []),
    ...(SMTP_URL ? [{ purpose: 'mail', hosts: [hostOf(SMTP_URL)] }] : []),
    ...(CLAMD_URL ? [{ purpose: 'virus scanner', hosts: [hostOf(CLAMD_URL)] }] : []),
    ...(LOG_SHIP_URL ? [{ purpose: 'log', hosts: [hostOf(LOG_SHIP_URL)] }] : []),
    { purpose: 'graph', hosts: [hostOf(META_GRAPH_URL)] },
    { purpose: 'files of messages', hosts: metaMediaHosts },
    { purpose: 'pictures of advertisements', hosts: pictureHosts },
    { purpose: 'own public address', hosts: [hostOf(API_PUBLIC_URL)] },
  ];
}
