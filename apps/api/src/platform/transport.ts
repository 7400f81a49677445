import { isThisMachine, type PlaintextName } from '@switchboard/contracts';
import mongoose from 'mongoose';

export interface ServiceAddresses {
  MONGODB_URI: string;
  REDIS_URL?: string | undefined;
  SMTP_URL?: string | undefined;
  CLAMD_URL?: string | undefined;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  S3_ENDPOINT?: string | undefined;
}

/** What is wrong with an address. The message follows the name of the setting, and repeats nothing of the address. */
export interface TransportProblem {
  setting: keyof ServiceAddresses;
  message: string;
}

interface Way {
  name: PlaintextName;
  setting: keyof ServiceAddresses;
  isLocal: boolean;
  isEncrypted: boolean;
  /** The address switches off the check of the server's certificate. */
  isUnverified: boolean;
  /** Undefined where a service may have no accounts. */
  namesUser?: boolean;
  remedy: string;
}

function mongoWay(uri: string): Way {
  // The driver knows the hosts, the defaults of mongodb+srv, and both names of the option.
  const { hosts, srvHost, tls, credentials } = new mongoose.mongo.MongoClient(uri).options;
  const isLocal =
    !srvHost && hosts.every(({ socketPath, host }) => socketPath !== undefined || isThisMachine(host ?? ''));
  return {
    ...{ name: 'mongodb', setting: 'MONGODB_URI', isLocal, isEncrypted: tls === true },
    isUnverified: [...new URLSearchParams(uri.split('?')[1]).keys()].some((key) =>
      /^(?:tls|ssl)(?:allow|insecure|validate)/i.test(key),
    ),
    namesUser: credentials !== undefined,
    remedy: 'add tls=true to it',
  };
}

function redisWay(address: string): Way {
  const { protocol, hostname, password } = new URL(address);
  return {
    ...{ name: 'redis', setting: 'REDIS_URL', isLocal: isThisMachine(hostname), isEncrypted: protocol === 'rediss:' },
    ...{ isUnverified: false, namesUser: password !== '', remedy: 'write rediss://' },
  };
}

function smtpWay(address: string): Way {
  const { protocol, hostname, searchParams } = new URL(address);
  // Without it an attacker in between removes the server's offer of STARTTLS.
  const demands = searchParams.getAll('requireTLS');
  const isDemanded = demands.length > 0 && demands.every((demand) => demand === 'true');
  return {
    ...{ name: 'smtp', setting: 'SMTP_URL', isLocal: isThisMachine(hostname) },
    isEncrypted: protocol === 'smtps:' || isDemanded,
    isUnverified: [...searchParams.keys()].some((key) => /^(?:tls\.|ignoretls|secure|opportunistictls)/i.test(key)),
    remedy: 'write smtps://, or add requireTLS=true for STARTTLS',
  };
}

function clamdWay(address: string): Way {
  const isSocket = address.startsWith('unix:');
  return {
    ...{ name: 'clamd', setting: 'CLAMD_URL', isLocal: isSocket || isThisMachine(new URL(address).hostname) },
    ...{ isEncrypted: address.startsWith('tls:'), isUnverified: false, remedy: 'write tls://' },
  };
}

/** Of what is spoken over HTTP. */
function httpWay(name: 'otlp' | 's3', setting: keyof ServiceAddresses, address: string): Way {
  const { protocol, hostname } = new URL(address);
  return {
    ...{ name, setting, isLocal: isThisMachine(hostname) },
    ...{ isEncrypted: protocol === 'https:', isUnverified: false, remedy: 'write https://' },
  };
}

function listProblems(way: Way, allowed: readonly PlaintextName[]): TransportProblem[] {
  const { name, setting, isLocal, isEncrypted, isUnverified, namesUser, remedy } = way;
  if (isLocal) return [];
  const messages: string[] = [];
  if (!isEncrypted && !allowed.includes(name)) {
    messages.push(
      `leads over a network without TLS: ${remedy}, or, where that network is your own, say PLAINTEXT_ALLOWED=${name}`,
    );
  }
  if (isUnverified) {
    messages.push(
      'switches the checking of the certificate off or leaves it open: take that out. For an authority of your own set NODE_EXTRA_CA_CERTS to its file',
    );
  }
  if (namesUser === false) messages.push('names nobody: give Switchboard a user or a certificate of its own there');
  return messages.map((message) => ({ setting, message }));
}

const listWays = ({ MONGODB_URI, REDIS_URL, SMTP_URL, CLAMD_URL, ...others }: ServiceAddresses): Way[] => [
  mongoWay(MONGODB_URI),
  ...(REDIS_URL ? [redisWay(REDIS_URL)] : []),
  ...(SMTP_URL ? [smtpWay(SMTP_URL)] : []),
  ...(CLAMD_URL ? [clamdWay(CLAMD_URL)] : []),
  ...(['OTEL_EXPORTER_OTLP_ENDPOINT', 'S3_ENDPOINT'] as const).flatMap((setting) => {
    const address = others[setting];
    return address ? [httpWay(setting === 'S3_ENDPOINT' ? 's3' : 'otlp', setting, address)] : [];
  }),
];

/**
 * Addresses that are refused in production, except on this machine: without TLS, without a check of the certificate, or
 * without a user (OWASP ASVS 5.0, 12.3.1, 12.3.3, 13.2.1).
 *
 * @throws Error where MongoDB's driver does not understand its address.
 */
export const transportProblems = (addresses: ServiceAddresses, allowed: readonly PlaintextName[]): TransportProblem[] =>
  listWays(addresses).flatMap((way) => listProblems(way, allowed));

export const plaintextIn = (addresses: ServiceAddresses): PlaintextName[] =>
  listWays(addresses).flatMap(({ name, isLocal, isEncrypted }) => (isLocal || isEncrypted ? [] : [name]));
