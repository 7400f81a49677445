import type { IncomingMessage } from 'node:http';
import type { AxiosResponse } from 'axios';
import type { CallReport } from '../callReport.js';
import { toConnectionFailure } from '../connectionFailure.js';
import type { GraphFailure, GraphResult } from '../graphFailure.js';
import type { FinishedCall, MediaRequest } from '../graphHttp.types.js';
import { type Transport, textHeader } from '../transport.js';
import { refuseUnsendable } from '../unsendable.js';
import { readMediaAddress } from './mediaAddress.js';
import { limitMediaBody, refuseMediaAnswer } from './mediaDownload.js';
import type { DownloadedMedia } from './messaging.types.js';

/**
 * Fetches a file, once, and only from a place of Meta's.
 *
 * @param ownOrigin where the Graph API is: its files may come from there as well.
 */
export async function fetchMedia(
  transport: Transport,
  report: CallReport,
  request: MediaRequest,
  ownOrigin: string,
): Promise<GraphResult<DownloadedMedia>> {
  const refusal = refuseUnsendable({ token: request.token });
  if (refusal) return { ok: false, failure: refusal };
  const address = readMediaAddress(request.url, ownOrigin);
  if (address === undefined) return { ok: false, failure: notAnAddressOfMeta };
  const startedAt = performance.now();
  const finished = await readMedia(transport, address, request);
  return report.call(finished, request, {
    method: 'GET',
    edge: '/{media}',
    durationMs: Math.round(performance.now() - startedAt),
    attempt: 1,
  });
}

async function readMedia(
  transport: Transport,
  address: URL,
  { token, maxBytes, timeoutMs }: MediaRequest,
): Promise<FinishedCall<DownloadedMedia>> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), timeoutMs);
  let response: AxiosResponse<IncomingMessage>;
  try {
    response = await transport.openMedia(address, token, ending.signal);
  } catch (error) {
    clearTimeout(timer);
    return { result: { ok: false, failure: toConnectionFailure(error, ending.signal.aborted) } };
  }
  const { status: httpStatus, headers, data } = response;
  data.once('close', () => clearTimeout(timer));
  const size = sizeHeader(headers);
  const contentEncoding = textHeader(headers, 'content-encoding');
  const answer = { httpStatus, contentEncoding, contentLength: size, body: data };
  const failure = await refuseMediaAnswer(answer, maxBytes, ending.signal);
  if (failure) return { result: { ok: false, failure }, httpStatus };
  const body = limitMediaBody(data, maxBytes, ending.signal);
  return { result: { ok: true, value: { body, mimeType: textHeader(headers, 'content-type'), size } }, httpStatus };
}

const notAnAddressOfMeta: GraphFailure = {
  kind: 'invalid_request',
  turn: 'switchboard',
  retry: 'no',
  outcome: 'refused',
  message: 'The address is not one of Meta for files. Nothing was sent.',
};

function sizeHeader(headers: AxiosResponse['headers']): number | undefined {
  const value = textHeader(headers, 'content-length');
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
