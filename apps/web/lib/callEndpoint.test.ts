import { endpoint } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toPath, toRequest } from './callEndpoint';

const find = endpoint({
  method: 'GET',
  path: '/api/things/:thingId/parts/:partId',
  summary: 'Finds a part',
  right: 'self.read',
  query: z.object({ before: z.string().optional(), days: z.coerce.number<number>().optional() }),
  replies: { 200: z.object({ success: z.literal(true) }), 204: z.null() },
});

describe('a call of an endpoint', () => {
  it('puts ids into the path as text, whatever is in them, and what is not said not into the query', () => {
    const params = { thingId: 'a/b?c', partId: 'ü' };
    expect(toPath(find, { params, query: { before: 'x y', days: undefined } })).toBe(
      '/things/a%2Fb%3Fc/parts/%C3%BC?before=x+y',
    );
    expect(toPath(find, { params })).toBe('/things/a%2Fb%3Fc/parts/%C3%BC');
  });

  it('takes every answer that is declared, and no other', () => {
    const { method, reply } = toRequest(find, { params: { thingId: 't', partId: 'p' }, query: { days: 3 } });
    expect(method).toBe('GET');
    expect(reply.safeParse({ success: true }).success).toBe(true);
    expect(reply.safeParse(null).success).toBe(true);
    expect(reply.safeParse({ success: false }).success).toBe(false);
  });
});
