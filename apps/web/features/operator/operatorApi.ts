import { funnelReply, unknownCodesReply } from '@switchboard/contracts';
import { httpRequest } from '@/lib/http';

/** @param token The operator's, never a person's. */
export const loadFunnel = (token: string, days: number, signal?: AbortSignal) =>
  httpRequest({ method: 'GET', path: `/operator/funnel?days=${days}`, reply: funnelReply, token, signal });

export const loadUnknownCodes = (token: string, signal?: AbortSignal) =>
  httpRequest({ method: 'GET', path: '/operator/unknown-codes', reply: unknownCodesReply, token, signal });
