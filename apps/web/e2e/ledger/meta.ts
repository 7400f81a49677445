import { Agent, request } from 'node:http';
import { signLikeMeta } from '@switchboard/meta-sandbox';

const CONNECTIONS = 64;

interface Delivering {
  url: string;
  appSecret: string;
  bodies: readonly Buffer[];
  /** Settles as soon as somebody listens at the address again. */
  untilUp: () => Promise<void>;
  /** Called with how many were answered 200 so far. */
  onAcknowledged: (count: number) => void;
}

/** @returns the status of the answer; null when there was none. */
function post(agent: Agent, url: string, body: Buffer, appSecret: string): Promise<number | null> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      'x-hub-signature-256': signLikeMeta(body, appSecret),
    };
    const call = request(`${url}/api/webhooks/whatsapp`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? null));
      answer.once('error', () => resolve(null));
    });
    call.once('error', () => resolve(null));
    call.end(body);
  });
}

/**
 * Delivers all of them as Meta does: over many connections at once, and again, later, whatever was not answered 200.
 *
 * @returns How many requests that took, and how many of them were not answered 200.
 */
export async function deliverAll(delivering: Delivering): Promise<{ posts: number; refused: number }> {
  const { url, appSecret, bodies, untilUp, onAcknowledged } = delivering;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const waiting = [...bodies];
  let posts = 0;
  let acknowledged = 0;
  const work = async () => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
      posts += 1;
      if ((await post(agent, url, body, appSecret)) === 200) {
        acknowledged += 1;
        onAcknowledged(acknowledged);
      } else {
        waiting.unshift(body);
        await untilUp();
      }
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  agent.destroy();
  return { posts, refused: posts - acknowledged };
}
