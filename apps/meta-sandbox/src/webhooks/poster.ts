import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

export interface PostResult {
  status: number | null;
  error: string | null;
}

/** Posts over connections that stay open. Never rejects: no answer is a result. */
export class Poster {
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;
  readonly #timeoutMs: number;

  constructor(connections: number, timeoutMs: number) {
    const options = {
      keepAlive: true,
      maxSockets: connections,
      maxFreeSockets: connections,
      scheduling: 'fifo',
    } as const;
    this.#http = new HttpAgent(options);
    this.#https = new HttpsAgent(options);
    this.#timeoutMs = timeoutMs;
  }

  async post(url: string, bytes: Uint8Array, headers: Record<string, string>): Promise<PostResult> {
    const first = await this.#postOnce(url, bytes, headers);
    // The receiver closed an idle connection while it was used again: it has not seen this POST.
    return first.retryable ? this.#postOnce(url, bytes, headers) : first;
  }

  #postOnce(
    url: string,
    bytes: Uint8Array,
    headers: Record<string, string>,
  ): Promise<PostResult & { retryable: boolean }> {
    const isHttps = url.startsWith('https:');
    return new Promise((resolve) => {
      const options = {
        method: 'POST',
        agent: isHttps ? this.#https : this.#http,
        headers: { 'content-length': String(bytes.length), ...headers },
        timeout: this.#timeoutMs,
      };
      const onAnswer = (answer: IncomingMessage) => {
        const status = answer.statusCode ?? null;
        answer.once('end', () => resolve({ status, error: null, retryable: false }));
        answer.once('error', (error) => resolve({ status: null, error: error.message, retryable: false }));
        answer.resume();
      };
      const call = isHttps ? requestHttps(url, options, onAnswer) : requestHttp(url, options, onAnswer);
      call.once('timeout', () => call.destroy(new Error(`No answer in ${this.#timeoutMs} ms`)));
      call.once('error', (error: NodeJS.ErrnoException) => {
        const retryable = call.reusedSocket && error.code === 'ECONNRESET';
        resolve({ status: null, error: error.message || (error.code ?? 'No connection'), retryable });
      });
      call.end(bytes);
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}
