import { isThisMachine, type PlaintextName } from '@switchboard/contracts';
import mongoose from 'mongoose';

/** Addresses of the services that the API connects to, as they are set. */
export interface ServiceAddresses {
  MONGODB_URI: string;
  REDIS_URL?: string | undefined;
  SMTP_URL?: string | undefined;
  CLAMD_URL?: string | undefined;
}

/** What is wrong with an address: the setting, and a sentence that goes on after its name. Holds nothing of the address. */
export interface TransportProblem {
  setting: keyof ServiceAddresses;
  message: string;
}

/** How a service is reached. */
interface Way {
  name: PlaintextName;
  setting: keyof ServiceAddresses;
  /** Nothing of it leaves this machine. */
  isLocal: boolean;
  isEncrypted: boolean;
  /** The address itself asks not to look at the server's certificate. */
  isUnverified: boolean;
  /** Who we are is said; undefined where a service may have no accounts. */
  namesUser?: boolean;
  /** What makes it encrypted. */
  remedy: string;
}

function mongoWay(uri: string): Way {
  // The driver's own reading: hosts, defaults of mongodb+srv, and both names of the option.
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
  // Without it STARTTLS is used where the server offers it, and somebody in between takes the offer out.
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

function problemsOf(way: Way, allowed: readonly PlaintextName[]): TransportProblem[] {
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

const waysOf = ({ MONGODB_URI, REDIS_URL, SMTP_URL, CLAMD_URL }: ServiceAddresses): Way[] => [
  mongoWay(MONGODB_URI),
  ...(REDIS_URL ? [redisWay(REDIS_URL)] : []),
  ...(SMTP_URL ? [smtpWay(SMTP_URL)] : []),
  ...(CLAMD_URL ? [clamdWay(CLAMD_URL)] : []),
];

/**
 * What a production must not begin with: an address that leads over a network without TLS, without a look at the
 * certificate, or without saying who we are (OWASP ASVS 5.0, 12.3.1, 12.3.3, 13.2.1). This machine itself is no network.
 *
 * @param allowed what the operator lets go without TLS, by name.
 * @throws Error where MongoDB's driver does not understand its address.
 */
export const transportProblems = (addresses: ServiceAddresses, allowed: readonly PlaintextName[]): TransportProblem[] =>
  waysOf(addresses).flatMap((way) => problemsOf(way, allowed));

/** What goes over a network without TLS, by name: said at the start, so that nobody forgets it. */
export const plaintextIn = (addresses: ServiceAddresses): PlaintextName[] =>
  waysOf(addresses).flatMap(({ name, isLocal, isEncrypted }) => (isLocal || isEncrypted ? [] : [name]));
