import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { maxDoctorAnswerBytes } from '../limits.js';

export type Asked =
  | { kind: 'answer'; status: number; body: string }
  | { kind: 'upgraded' }
  | { kind: 'failed'; why: 'timed_out' | 'unreachable' | 'certificate' };

export interface Question {
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  timeoutMs: number;
}

const isCertificate = (code: unknown) =>
  typeof code === 'string' && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ALTNAME|^EPROTO$/.test(code);

/** One request to an address of the operator's: no redirect, no second try, at most 4 KB read. Never throws. */
export function ask({ method, url, headers = {}, body, timeoutMs }: Question): Promise<Asked> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const req = send(url, { method, headers, agent: false });
    const end = (asked: Asked) => {
      clearTimeout(timer);
      resolve(asked);
      req.destroy();
    };
    const timer = setTimeout(() => end({ kind: 'failed', why: 'timed_out' }), timeoutMs);
    req.on('error', (error: NodeJS.ErrnoException) =>
      end({ kind: 'failed', why: isCertificate(error.code) ? 'certificate' : 'unreachable' }),
    );
    req.on('upgrade', (_res, socket) => {
      socket.destroy();
      end({ kind: 'upgraded' });
    });
    req.on('response', (res: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const done = () => {
        const text = Buffer.concat(chunks).subarray(0, maxDoctorAnswerBytes).toString('utf8');
        end({ kind: 'answer', status: res.statusCode ?? 0, body: text });
      };
      res.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxDoctorAnswerBytes) done();
      });
      res.on('end', done);
      res.on('error', done);
    });
    req.end(body);
  });
}
