import { metaMediaHosts } from '@switchboard/graph';
import mongoose from 'mongoose';

/** Meta's hosts for pictures of advertisements, whose addresses come in customers' messages. */
export const pictureHosts = ['*.fbcdn.net', '*.fbsbx.com', '*.cdninstagram.com'] as const;

export interface OutboundSettings {
  META_GRAPH_URL: string;
  API_PUBLIC_URL: string;
  MONGODB_URI: string;
  REDIS_URL?: string | undefined;
  SMTP_URL?: string | undefined;
  CLAMD_URL?: string | undefined;
  LOG_SHIP_URL?: string | undefined;
  S3_ENDPOINT?: string | undefined;
  S3_BUCKET?: string | undefined;
  S3_ADDRESSING?: 'path' | 'host' | undefined;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
}

/** Hosts for one purpose; `*.` stands for any name below. */
export interface OutboundEntry {
  purpose: string;
  hosts: readonly string[];
}

/** In the other way of addressing, the bucket is a part of the host. */
function storageHost({ S3_ENDPOINT, S3_BUCKET, S3_ADDRESSING }: OutboundSettings): string[] {
  if (!S3_ENDPOINT) return [];
  const host = toHost(S3_ENDPOINT);
  return [S3_ADDRESSING === 'host' ? `${S3_BUCKET}.${host}` : host];
}

const toHost = (address: string): string =>
  address.startsWith('unix:') ? address.slice('unix:'.length) : new URL(address).hostname;
function mongoHosts(uri: string): string[] {
  const { hosts, srvHost } = new mongoose.mongo.MongoClient(uri).options;
  // DNS names the servers, which are below the same domain.
  if (srvHost) return [srvHost, `*.${srvHost.split('.').slice(1).join('.')}`];
  return hosts.map(({ host, socketPath }) => socketPath ?? host ?? '');
}

/**
 * Every host that the API may connect to (OWASP ASVS 5.0, 13.2.4): settings, and two lists of Meta's hosts. Addresses in data
 * are checked against it.
 */
export function outboundHosts(settings: OutboundSettings): OutboundEntry[] {
  const { META_GRAPH_URL, API_PUBLIC_URL, MONGODB_URI, REDIS_URL, SMTP_URL, CLAMD_URL, LOG_SHIP_URL } = settings;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = settings;
  return [
    { purpose: 'database', hosts: mongoHosts(MONGODB_URI) },
    ...(REDIS_URL ? [{ purpose: 'redis', hosts: [toHost(REDIS_URL)] }] : []),
    ...(SMTP_URL ? [{ purpose: 'mail', hosts: [toHost(SMTP_URL)] }] : []),
    ...(CLAMD_URL ? [{ purpose: 'virus scanner', hosts: [toHost(CLAMD_URL)] }] : []),
    ...(LOG_SHIP_URL ? [{ purpose: 'log', hosts: [toHost(LOG_SHIP_URL)] }] : []),
    ...(collector ? [{ purpose: 'traces', hosts: [toHost(collector)] }] : []),
    ...storageHost(settings).map((host) => ({ purpose: 'object storage', hosts: [host] })),
    { purpose: 'graph', hosts: [toHost(META_GRAPH_URL)] },
    { purpose: 'files of messages', hosts: metaMediaHosts },
    { purpose: 'pictures of advertisements', hosts: pictureHosts },
    { purpose: 'own public address', hosts: [toHost(API_PUBLIC_URL)] },
  ];
}
