import type { IncomingMessage } from 'node:http';
import axios, { type AxiosResponse } from 'axios';
import { createConnections } from './connections.js';
import type { GraphClientOptions } from './graphClient.types.js';
import type { GraphRequest } from './graphHttp.types.js';
import { toRequestBody } from './requestBody.js';
import { appSecretProof } from './secrets.js';
import { userAgent } from './userAgent.js';

/** 100 phone numbers are about 60 kB; everything else is smaller. */
const maxAnswerBytes = 2 * 1024 * 1024;

type TransportOptions = Pick<GraphClientOptions, 'baseUrl' | 'version' | 'appSecret'>;
export type Transport = ReturnType<typeof createGraphTransport>;

/** The one place that connects to Meta: addresses and credentials. Throws what axios throws. */
export function createGraphTransport({ baseUrl, version, appSecret }: TransportOptions) {
  const http = axios.create({
    baseURL: `${baseUrl.replace(/\/+$/, '')}/${version}`,
    headers: { Accept: 'application/json', 'User-Agent': userAgent },
    maxRedirects: 0,
    maxContentLength: maxAnswerBytes,
    // Status and text are judged by readAnswer, which tells HTML, broken JSON and Meta's errors apart.
    validateStatus: () => true,
    responseType: 'text',
    transformResponse: (text: unknown) => text,
  });
  const connections = createConnections();

  return {
    send: <T>(request: GraphRequest<T>, signal: AbortSignal): Promise<AxiosResponse<string>> =>
      http.request({
        method: request.method,
        url: request.edge.replace('{id}', request.id ?? ''),
        params: {
          ...request.query,
          ...(request.token !== undefined && { appsecret_proof: appSecretProof(appSecret, request.token) }),
        },
        data: toRequestBody(request),
        headers: request.token === undefined ? {} : { Authorization: `Bearer ${request.token}` },
        signal,
        ...connections[request.retry],
      }),

    /** Begins to fetch a file, as it is stored. The address is believed. */
    openMedia: (address: URL, token: string, signal: AbortSignal): Promise<AxiosResponse<IncomingMessage>> =>
      axios.get(address.href, {
        headers: { Authorization: `Bearer ${token}`, 'Accept-Encoding': 'identity', 'User-Agent': userAgent },
        maxRedirects: 0,
        decompress: false,
        responseType: 'stream',
        validateStatus: () => true,
        signal,
        ...connections.repeatable,
      }),
  };
}

export function textHeader(headers: AxiosResponse['headers'], name: string): string | undefined {
  const value: unknown = headers[name];
  return typeof value === 'string' ? value : undefined;
}
