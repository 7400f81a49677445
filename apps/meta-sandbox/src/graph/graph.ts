import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { MulterError } from 'multer';
import type { FaultEffect } from '../state/faults.js';
import type { SandboxState } from '../state/sandboxState.js';
import { checkProof } from './access.js';
import { GraphError } from './graphError.js';
import { BinaryAnswer, GraphParams, type GraphRequest, pickLastOfEach } from './graphRequest.js';
import { readForm } from './multipart.js';
import { answer } from './routes.js';
import { readTarget } from './target.js';
import { callsLeft, usageHeaders } from './usageHeaders.js';
import { appVersion, servedVersion } from './versions.js';

interface Reply {
  status: number;
  body: unknown;
}

export function graphRouter(state: SandboxState): Router {
  const router = Router();
  router.use(
    express.json({ limit: '1mb', strict: false }),
    express.urlencoded({ extended: false, limit: '1mb' }),
    readForm,
  );
  router.use((req, res) => serve(req, res, state));
  router.use(answerUnreadableBody);
  return router;
}

async function serve(req: Request, res: Response, state: SandboxState): Promise<void> {
  const afterwards: (() => void)[] = [];
  try {
    await serveCall(req, res, state, (act) => afterwards.push(act));
  } finally {
    for (const act of afterwards) act();
  }
}

async function serveCall(
  req: Request,
  res: Response,
  state: SandboxState,
  afterAnswer: GraphRequest['afterAnswer'],
): Promise<void> {
  const { version, request } = readRequest(req, state, afterAnswer);
  const { target } = request;
  const nowMs = state.now();
  const call = state.calls.record({
    method: request.method,
    edge: target.edge,
    path: target.path,
    version,
    wabaId: target.wabaId,
    phoneId: target.phoneId,
    at: nowMs,
    status: null,
    appsecretProof: checkProof(request.accessToken, request.params.text('appsecret_proof'), state.app),
  });
  const fault = state.faults.take({ method: request.method, edge: target.edge, nodeId: target.nodeId });

  const { ms, jitterMs } = state.latency;
  await pause(ms + Math.random() * jitterMs);

  const respond = () => reply(version, request, state);
  const early = fault?.afterProcessing ? await respond() : undefined;
  const struck = fault ? await strike(fault.then, req) : undefined;
  if (struck === 'no answer') return;
  if (struck && 'text' in struck) {
    call.status = struck.status;
    res.status(struck.status).type(struck.type).send(struck.text);
    return;
  }

  const { status, body } = struck ?? early ?? (await respond());
  call.status = status;
  res.set(usageHeaders(target.billedWabaId, state));
  res.set('facebook-api-version', servedVersion(version, nowMs) ?? appVersion);
  send(res, status, fault?.then.kind === 'drop_field' ? without(body, fault.then.field) : body);
}

const pause = async (ms: number) => {
  // Unreferenced, so that a delayed answer does not hold up a process that stops.
  if (ms > 0) await sleep(ms, undefined, { ref: false });
};

function readRequest(
  req: Request,
  state: SandboxState,
  afterAnswer: GraphRequest['afterAnswer'],
): { version: string | null; request: GraphRequest } {
  const segments = req.path.split('/').filter((segment) => segment !== '');
  const isVersioned = /^v\d+\.\d+$/.test(segments[0] ?? '');
  const version = isVersioned ? (segments[0] ?? null) : null;
  const body = isObject(req.body) ? req.body : {};
  const params = new GraphParams(pickLastOfEach(req.query), req.is('json') ? body : pickLastOfEach(body));
  return {
    version,
    request: {
      method: req.method,
      target: readTarget(isVersioned ? segments.slice(1) : segments, state),
      params,
      file: req.file
        ? { bytes: req.file.buffer, mimeType: req.file.mimetype, filename: req.file.originalname || null }
        : null,
      afterAnswer,
      accessToken: params.text('access_token') ?? readBearer(req) ?? null,
      userAgent: req.get('user-agent') ?? null,
      selfUrl: `${state.publicOrigin ?? `${req.protocol}://${req.host}`}${req.path}`,
    },
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readBearer = (req: Request) => /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(req.get('authorization') ?? '')?.[1];

async function reply(version: string | null, request: GraphRequest, state: SandboxState): Promise<Reply> {
  try {
    if (servedVersion(version, state.now()) === null) {
      throw new GraphError(2500, `Unknown path components: /${version}/${request.target.path}`);
    }
    const { billedWabaId } = request.target;
    const mayCall = !state.dials.enforceRateLimits || callsLeft(billedWabaId, state) > 0;
    if (billedWabaId !== null) state.usage.add(billedWabaId, state.now());
    state.usage.add(state.app.id, state.now());
    if (!mayCall) {
      throw new GraphError(
        80007,
        '(#80007) There have been too many calls to this WhatsApp Business account. Wait a bit and try again.',
      );
    }
    return { status: 200, body: await answer(request, state) };
  } catch (error) {
    if (error instanceof GraphError) return errorReply(error);
    throw error;
  }
}

const newTraceId = () => `A${randomBytes(16).toString('base64url')}`;
const errorReply = (error: GraphError): Reply => ({ status: error.httpStatus, body: error.toBody(newTraceId()) });

function send(res: Response, status: number, body: unknown): void {
  const traceId = newTraceId();
  res.set({
    'x-fb-request-id': traceId,
    'x-fb-trace-id': traceId,
    'x-fb-rev': '1030000000',
    'x-fb-debug': randomBytes(24).toString('base64'),
    'cache-control': 'private, no-cache, no-store, must-revalidate',
  });
  if (body instanceof BinaryAnswer) res.status(status).set('content-type', body.mimeType).send(body.bytes);
  else res.status(status).type('application/json; charset=UTF-8').send(JSON.stringify(body));
}

const oops = '<!DOCTYPE html><html lang="en"><title>Error</title><h1>Sorry, something went wrong.</h1></html>';

interface RawReply {
  status: number;
  type: 'html' | 'json';
  text: string;
}

/** Applies a fault. Undefined when the proper answer still has to be sent. */
async function strike(effect: FaultEffect, req: Request): Promise<Reply | RawReply | 'no answer' | undefined> {
  switch (effect.kind) {
    case 'error': {
      const { code, message = `(#${code}) A fault set in the sandbox`, ...details } = effect;
      return errorReply(new GraphError(code, message, details));
    }
    case 'hang':
      return 'no answer';
    case 'reset':
      req.socket.resetAndDestroy();
      return 'no answer';
    case 'html':
      return { status: effect.httpStatus ?? 502, type: 'html', text: oops };
    case 'empty':
      return { status: 200, type: 'json', text: '' };
    case 'bad_json':
      return { status: 200, type: 'json', text: '{"data":[{"id":"9001' };
    case 'delay':
      await pause(effect.ms);
      return undefined;
    case 'drop_field':
      return undefined;
  }
}

function without(value: unknown, field: string): unknown {
  if (value instanceof BinaryAnswer) return value;
  if (Array.isArray(value)) return value.map((item) => without(item, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== field)
      .map(([name, inner]) => [name, without(inner, field)]),
  );
}

const answerUnreadableBody: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  const isUnreadable = error instanceof MulterError || (error instanceof Error && 'status' in error);
  if (res.headersSent || !isUnreadable) return next(error);
  const { status, body } = errorReply(new GraphError(100, '(#100) The request body could not be parsed'));
  send(res, status, body);
};
