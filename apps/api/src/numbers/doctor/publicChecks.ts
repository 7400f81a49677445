import { randomBytes, randomInt } from 'node:crypto';
import { signWebhook } from '@switchboard/graph';
import { type Asked, ask } from './ask.js';
import { type Diagnosis, diagnosis, good } from './finding.js';

export interface PublicAddress {
  /** `API_PUBLIC_URL`: the only place that is ever called. */
  publicUrl: string;
  frontendUrl: string;
  graphUrl: string;
  isProduction: boolean;
  appSecret: string;
  verifyToken: string;
}

const localHosts = new Set(['localhost', '127.0.0.1', '[::1]']);
const isLocal = (address: string) => localHosts.has(new URL(address).hostname);
const webhookPath = '/api/webhooks/whatsapp';
export const toCallbackAddress = (publicUrl: string) => `${publicUrl}${webhookPath}`;

const operator = { turn: 'operator' } as const;

/** Nobody answered from here; somebody may answer from outside. */
const noAnswer = (asked: Extract<Asked, { kind: 'failed' }>): Diagnosis =>
  asked.why === 'certificate'
    ? diagnosis('bad', 'The public address has no certificate that can be trusted.', {
        ...operator,
        next: 'Renew or correct its certificate: Meta does not deliver without one.',
      })
    : diagnosis('unknown', 'The public address did not answer from here.', {
        cause: asked.why === 'timed_out' ? 'It took too long.' : 'No connection could be made.',
        ...operator,
        next: 'Look from outside: some networks do not reach themselves by their public address.',
      });

/** Whether Meta could reach the address at all, before anybody is asked. Null: yes, as far as its form tells. */
function formProblem({ publicUrl, graphUrl, isProduction }: PublicAddress): Diagnosis | null {
  if (isLocal(publicUrl)) {
    if (isProduction) {
      return diagnosis('bad', 'The public address is local: Meta cannot reach it.', {
        ...operator,
        next: 'Set API_PUBLIC_URL to the address that Meta delivers to.',
      });
    }
    if (isLocal(graphUrl)) return null;
    return diagnosis('unknown', 'A local address: Meta cannot reach it.', {
      cause: 'This is not a production set-up, and API_PUBLIC_URL is on this machine.',
      ...operator,
      next: 'Give it a public HTTPS address, by a tunnel for example, to receive from the real Meta.',
    });
  }
  if (publicUrl.startsWith('https:')) return null;
  return diagnosis('bad', 'The public address is not HTTPS: Meta does not deliver to it.', {
    ...operator,
    next: 'Put it behind HTTPS and correct API_PUBLIC_URL.',
  });
}

export async function checkPublicAddress(address: PublicAddress, timeoutMs: number): Promise<Diagnosis> {
  const problem = formProblem(address);
  if (problem) return problem;
  const asked = await ask({ method: 'GET', url: `${address.publicUrl}/healthz`, timeoutMs });
  if (asked.kind === 'failed') return noAnswer(asked);
  if (asked.kind === 'answer' && asked.status === 200) {
    return isLocal(address.publicUrl)
      ? good('It answers on this machine, where the simulated Meta is as well.')
      : good('It answers over HTTPS, asked from this server.');
  }
  return diagnosis('bad', 'Something else answers at the public address.', {
    cause: asked.kind === 'answer' ? `It answered ${asked.status} instead of 200.` : null,
    ...operator,
    next: 'Check API_PUBLIC_URL and the proxy in front of the API.',
  });
}

/** Secrets are not sent over a wire that others can read. */
const maySendSecrets = ({ publicUrl }: PublicAddress) => publicUrl.startsWith('https:') || isLocal(publicUrl);
const notOverHttp = diagnosis('unknown', 'It was not tried: the public address is not HTTPS.', operator);

/** Meta's own question whenever a callback is saved (meta-platform 8.1), and the same with a wrong token. */
export async function checkChallenge(address: PublicAddress, timeoutMs: number): Promise<Diagnosis> {
  if (!maySendSecrets(address)) return notOverHttp;
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  const challenged = (token: string) => {
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': challenge,
      'hub.verify_token': token,
    });
    return ask({ method: 'GET', url: `${address.publicUrl}${webhookPath}?${query}`, timeoutMs });
  };
  const [right, wrong] = await Promise.all([
    challenged(address.verifyToken),
    challenged(`wrong-${randomBytes(12).toString('hex')}`),
  ]);
  if (right.kind === 'failed') return noAnswer(right);
  if (wrong.kind === 'failed') return noAnswer(wrong);
  if (right.kind !== 'answer' || right.status !== 200 || right.body !== challenge) {
    return diagnosis('bad', 'The public address does not answer Meta’s challenge.', {
      cause: right.kind === 'answer' ? `It answered ${right.status}.` : null,
      ...operator,
      next: 'Check that META_WEBHOOK_VERIFY_TOKEN is the same everywhere, and the proxy in front of the API.',
    });
  }
  if (wrong.kind === 'answer' && wrong.status === 200) {
    return diagnosis('bad', 'The public address accepts a challenge with a wrong token.', {
      ...operator,
      next: 'Something in front of the API answers in its place: correct the proxy.',
    });
  }
  return good('It answers Meta’s challenge, and refuses one with a wrong token.');
}

/** A delivery without content: accepted with the right signature, and refused with a wrong one. */
export async function checkSignature(address: PublicAddress, timeoutMs: number): Promise<Diagnosis> {
  if (!maySendSecrets(address)) return notOverHttp;
  const body = JSON.stringify({ object: 'switchboard_doctor', entry: [] });
  const deliver = (signature: string) =>
    ask({
      method: 'POST',
      url: toCallbackAddress(address.publicUrl),
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'x-hub-signature-256': signature,
      },
      body,
      timeoutMs,
    });
  const [right, wrong] = await Promise.all([
    deliver(signWebhook(body, address.appSecret)),
    deliver(signWebhook(body, randomBytes(16).toString('hex'))),
  ]);
  if (right.kind === 'failed') return noAnswer(right);
  if (wrong.kind === 'failed') return noAnswer(wrong);
  if (right.kind === 'answer' && right.status === 503) {
    return diagnosis('unknown', 'The delivery could not be stored at the moment.', {
      cause: 'The database is away, or too much is coming in. Meta sends again what it delivers meanwhile.',
      ...operator,
      next: 'Run the check again in a minute.',
    });
  }
  if (right.kind !== 'answer' || right.status !== 200) {
    return diagnosis('bad', 'A delivery with the right signature is not accepted.', {
      cause: right.kind === 'answer' ? `It was answered ${right.status}.` : null,
      ...operator,
      next: 'Check that META_APP_SECRET is the same everywhere, and that no proxy changes the body.',
    });
  }
  if (wrong.kind !== 'answer' || wrong.status !== 401) {
    return diagnosis('bad', 'A delivery with a wrong signature is not refused.', {
      ...operator,
      next: 'Something in front of the API answers in its place: correct the proxy.',
    });
  }
  return good('A signed delivery is accepted, and one with a wrong signature refused.');
}

/** The WebSocket handshake of the live channel. Nothing is said on it. */
export async function checkSocket({ publicUrl, frontendUrl }: PublicAddress, timeoutMs: number): Promise<Diagnosis> {
  const asked = await ask({
    method: 'GET',
    url: `${publicUrl}/socket.io/?EIO=4&transport=websocket`,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      origin: new URL(frontendUrl).origin,
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
    timeoutMs,
  });
  if (asked.kind === 'failed') return noAnswer(asked);
  if (asked.kind === 'upgraded') return good('The live channel takes connections.');
  return diagnosis('bad', 'The live channel does not take connections.', {
    cause: `It answered ${asked.status} instead of opening a WebSocket.`,
    ...operator,
    next: 'Let the proxy in front of the API pass WebSockets on. Pages still work; they only do not move by themselves.',
  });
}
