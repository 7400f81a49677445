import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type ErrorCode, errorCatalogue } from '@switchboard/contracts';
import { createSignatureVerifier } from '@switchboard/graph';
import { isDatabaseGone } from '../platform/databaseErrors.js';
import { statusOf } from '../platform/errorHandler.js';
import { AppError } from '../platform/errors.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import { inSpan } from '../platform/tracing.js';
import type { DeliveryLog } from './deliveryLog.js';
import { bodyTimeoutMs } from './lifetimes.js';
import { maxReceivedBytes } from './limits.js';

export const webhookPath = '/api/webhooks/whatsapp';

/** Meta's own bound for a delivery is 3 MB (meta-platform 8.3). */
const maxBytes = 3 * 1024 * 1024;

export interface WebhookReceiverDeps {
  appSecret: string;
  log: Pick<DeliveryLog, 'append'>;
  metrics: Metrics;
  logger: Logger;
  /** Milliseconds for the body of one delivery; 10,000 by default. */
  timeoutMs?: number | undefined;
  /** Bytes of all deliveries under way; 64 MB by default. */
  maxHeld?: number;
}

const securityHeaders = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
};
const okHeaders = { ...securityHeaders, 'Content-Length': 0 };

export function isDelivery(req: IncomingMessage): boolean {
  const { method, url = '' } = req;
  if (method !== 'POST' || !url.startsWith(webhookPath)) return false;
  const next = url[webhookPath.length];
  return next === undefined || next === '?' || (next === '/' && url.length === webhookPath.length + 1);
}

/**
 * Takes Meta's deliveries on the bare HTTP server: checks the signature of the raw bytes, stores them, answers 200. Nothing is
 * read out of a body before that, and nothing but the body says whose it is (meta-platform 8.2, 8.3).
 */
export function createWebhookReceiver(deps: WebhookReceiverDeps): RequestListener {
  const { appSecret, log, metrics, logger, timeoutMs = bodyTimeoutMs, maxHeld = maxReceivedBytes } = deps;

  const isGenuine = createSignatureVerifier(appSecret);
  let held = 0;
  /** All deliveries of one write fail with one error: it is logged once. */
  let lastError: unknown;

  function refuse(req: IncomingMessage, res: ServerResponse, code: ErrorCode): void {
    metrics.deliveries.inc({ result: code });
    if (res.headersSent || res.destroyed) return;
    const body = JSON.stringify({
      success: false,
      code,
      message: errorCatalogue[code].message,
      requestId: randomUUID(),
    });
    // The rest of a body is not read: the connection ends with the answer.
    const close = !req.complete;
    res.writeHead(statusOf[code], {
      ...securityHeaders,
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      ...(close ? { Connection: 'close' } : {}),
    });
    res.end(body, () => {
      if (close) req.destroy();
    });
  }

  async function accept(req: IncomingMessage, res: ServerResponse, body: Buffer): Promise<void> {
    if (!isGenuine(body, req.headers['x-hub-signature-256'])) {
      refuse(req, res, 'signature_invalid');
      return;
    }
    try {
      await log.append(body);
    } catch (error) {
      const isSaid = error === lastError || (error instanceof AppError && error.code === 'database_unavailable');
      lastError = error;
      if (!isSaid) {
        const level = isDatabaseGone(error) ? 'warn' : 'error';
        logger[level]({ err: error }, 'deliveries could not be stored; Meta will send them again');
      }
      refuse(req, res, 'database_unavailable');
      return;
    }
    metrics.deliveries.inc({ result: 'stored' });
    res.writeHead(200, okHeaders);
    res.end();
  }

  return (req, res) => {
    if (Number(req.headers['content-length']) > maxBytes) {
      refuse(req, res, 'body_too_large');
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      end();
      refuse(req, res, 'request_timed_out');
    }, timeoutMs);
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      held += chunk.length;
      if (size > maxBytes || held > maxHeld) {
        end();
        refuse(req, res, size > maxBytes ? 'body_too_large' : 'server_busy');
        return;
      }
      chunks.push(chunk);
    };
    const onEnd = () => {
      stop();
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
      void inSpan(
        'receive webhook',
        { 'http.request.body.size': size },
        async (span) => {
          await accept(req, res, body);
          span.note({ 'http.response.status_code': res.statusCode });
        },
        { kind: 'server' },
      ).finally(release);
    };
    const onGone = () => end();
    const release = () => {
      held -= size;
    };
    function end() {
      stop();
      release();
    }
    function stop() {
      clearTimeout(timer);
      req.off('data', onData);
      req.off('end', onEnd);
      req.off('close', onGone);
    }
    req.on('data', onData);
    req.on('end', onEnd);
    req.on('close', onGone);
    // An error is followed by the close.
    req.on('error', () => undefined);
  };
}
