import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { GraphResult } from '../src/graphFailure.js';
import {
  createGraphClient,
  type GraphCall,
  type GraphClientOptions,
  type GraphFailure,
  type GraphUsage,
} from '../src/index.js';

export const graphUrl = 'https://graph.test';
export const version = 'v26.0';
export const appId = '300100';
export const appSecret = 'sandbox-app-secret';
export const token = 'EAAsandboxtoken123';
export const tokenProof = 'be29bc63e0ebea721744644d9362a47ace5d330dcdcb062e3e589f12d42f6527';
export const wabaId = '900100200300';
export const phoneNumberId = '700100200300';

export function startClient(options: Partial<GraphClientOptions> = {}) {
  const calls: GraphCall[] = [];
  const usages: GraphUsage[] = [];
  const versions: { asked: string; answered: string }[] = [];
  const client = createGraphClient({
    baseUrl: graphUrl,
    version,
    appId,
    appSecret,
    retryDelayMs: 1,
    onCall: (call) => calls.push(call),
    onUsage: (usage) => usages.push(usage),
    onVersionMismatch: (mismatch) => versions.push(mismatch),
    ...options,
  });
  return { client, calls, usages, versions };
}

/** Makes nock the whole network: a call that no test prepared, or a prepared one that never came, is an error. */
export function useNock(): void {
  beforeAll(() => nock.disableNetConnect());
  afterEach(() => {
    const unanswered = nock.pendingMocks();
    nock.cleanAll();
    expect(unanswered).toEqual([]);
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}

export const meta = () => nock(`${graphUrl}/${version}`);

export const graphError = (error: Record<string, unknown>) => ({
  error: { message: 'It did not work', type: 'OAuthException', fbtrace_id: 'AbCdEf123', ...error },
});

export function expectValue<T>(result: GraphResult<T>): T {
  if (result.ok) return result.value;
  throw new Error(`Expected a value, got the failure ${JSON.stringify(result.failure)}`);
}

export function expectFailure<T>(result: GraphResult<T>): GraphFailure {
  if (!result.ok) return result.failure;
  throw new Error(`Expected a failure, got the value ${JSON.stringify(result.value)}`);
}

/**
 * A real server on a free port of this machine, for what happens below HTTP. Not in one file with {@link useNock}, which
 * stands between the client and its sockets from the moment it is imported, and holds bodies back.
 */
export async function startServer(listener: RequestListener) {
  nock.restore();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}`, requests, stop };
}
