import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, redirectUri, TestSandbox } from '../../test/client.js';
import { type FaultEffect, faultOn } from '../index.js';
import { seedNumbers, seedWabas } from '../seeds.js';

let meta: TestSandbox;
let token: string;
beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(async () => {
  meta.sandbox.reset();
  token = await meta.token({ wabaIds: [seedWabas.acmeFlowers.id, seedWabas.acmeEvents.id] });
});

const acme = seedWabas.acmeFlowers.id;
const read = (path = acme, signal?: AbortSignal) =>
  fetch(`${meta.sandbox.url}/v26.0/${path}?access_token=${token}`, signal ? { signal } : {});
const lastStatus = () => meta.sandbox.calls().at(-1)?.status;

describe('a fault', () => {
  it('answers the error it is told to, once, and then lets the call through', async () => {
    meta.sandbox.faults.add(
      faultOn('{waba}', { kind: 'error', code: 4, subcode: 7, httpStatus: 429, message: 'Slow', isTransient: true }),
    );
    expect(readError(await meta.get(acme, { token }))).toEqual({
      status: 429,
      message: 'Slow',
      type: 'OAuthException',
      code: 4,
      error_subcode: 7,
      is_transient: true,
    });
    expect((await read()).status).toBe(200);
    expect(meta.sandbox.faults.list()).toEqual([]);
  });

  it.each([
    [190, 401],
    [200, 403],
    [2, 503],
    [100, 400],
    [131000, 500],
  ])('with code %d has status %d unless told otherwise', async (code, status) => {
    meta.sandbox.faults.add(faultOn('*', { kind: 'error', code }));
    expect((await read()).status).toBe(status);
  });

  it('hits only its method, edge and id', async () => {
    const error: FaultEffect = { kind: 'error', code: 1 };
    meta.sandbox.faults.add(faultOn('{waba}/subscribed_apps', error, { method: 'POST', id: seedWabas.acmeEvents.id }));
    expect((await meta.get(`${seedWabas.acmeEvents.id}/subscribed_apps`, { token })).status).toBe(200);
    expect((await meta.get(`${seedWabas.acmeEvents.id}/phone_numbers`, { token })).status).toBe(200);
    expect((await meta.post(`${acme}/subscribed_apps`, { token })).status).toBe(200);
    expect((await meta.post(`${seedWabas.acmeEvents.id}/subscribed_apps`, { token })).status).toBe(400);
    expect(meta.sandbox.isSubscribed(seedWabas.acmeEvents.id)).toBe(false);
  });

  it('hits as often as it is told to', async () => {
    meta.sandbox.faults.add(faultOn('{waba}', { kind: 'error', code: 2 }, { times: 2 }));
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await read()).status);
    expect(statuses).toEqual([503, 503, 200]);
    meta.sandbox.faults.add(faultOn('{waba}', { kind: 'error', code: 2 }, { times: Number.POSITIVE_INFINITY }));
    for (let call = 0; call < 5; call += 1) expect((await read()).status).toBe(503);
    meta.sandbox.faults.clear();
    expect((await read()).status).toBe(200);
  });

  it('is refused on an edge that is never served, instead of waiting for ever', () => {
    expect(() => meta.sandbox.faults.add(faultOn('{waba}/phones', { kind: 'hang' }))).toThrow('{waba}/phone_numbers');
  });

  it.each([
    ['POST', '{phone}/messages', `${seedNumbers.acmeFlowers.id}/messages`],
    ['POST', '{phone}/media', `${seedNumbers.acmeFlowers.id}/media`],
    ['GET', '{waba}/message_templates', `${acme}/message_templates`],
    ['GET', 'whatsapp_business/attachments', 'whatsapp_business/attachments/'],
  ])('hits the calls of messaging: %s %s', async (method, edge, path) => {
    meta.sandbox.faults.add(faultOn(edge, { kind: 'error', code: 130429 }, { method }));
    expect(readError(await meta.call(method, path, { token }))).toMatchObject({ status: 400, code: 130429 });
  });

  it('can leave the caller waiting', async () => {
    meta.sandbox.faults.add(faultOn('{waba}', { kind: 'hang' }));
    await expect(read(acme, AbortSignal.timeout(150))).rejects.toThrow('aborted');
    expect(lastStatus()).toBeNull();
  });

  it('can break the connection', async () => {
    meta.sandbox.faults.add(faultOn('{waba}', { kind: 'reset' }));
    await expect(read()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  it('can answer late', async () => {
    meta.sandbox.faults.add(faultOn('{waba}', { kind: 'delay', ms: 120 }));
    const startedAt = performance.now();
    expect((await read()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(110);
  });

  it('can answer with a page, with nothing or with half an answer', async () => {
    const answers: [number, string | null, string][] = [];
    for (const kind of ['html', 'empty', 'bad_json'] as const) {
      meta.sandbox.faults.add(faultOn('{waba}', { kind }));
      const response = await read();
      answers.push([response.status, response.headers.get('content-type'), await response.text()]);
    }
    expect(answers).toMatchObject([
      [502, expect.stringContaining('text/html'), expect.stringContaining('<h1>')],
      [200, expect.stringContaining('json'), ''],
      [200, expect.stringContaining('json'), expect.any(String)],
    ]);
    expect(() => JSON.parse(String(answers[2]?.[2]))).toThrow();
  });

  it('can take a field out of the answer, wherever it stands', async () => {
    meta.sandbox.faults.add(faultOn('{waba}/phone_numbers', { kind: 'drop_field', field: 'display_phone_number' }));
    const text = await (await read(`${acme}/phone_numbers`)).text();
    expect(text).toContain('verified_name');
    expect(text).not.toContain('display_phone_number');
  });

  it('can lose the answer to a call that took effect', async () => {
    meta.sandbox.faults.add(faultOn('oauth/access_token', { kind: 'reset' }, { afterProcessing: true }));
    const code = meta.sandbox.issueCode({ redirectUri });
    await expect(meta.exchange(code)).rejects.toThrow();
    expect(readError(await meta.exchange(code))).toMatchObject({ error_subcode: 36009 });
  });
});

describe('latency', () => {
  it('slows every Graph call down, but not the pages', async () => {
    const timed = async (act: () => Promise<unknown>) => {
      const startedAt = performance.now();
      await act();
      return performance.now() - startedAt;
    };
    meta.sandbox.setLatency(300, 50);
    expect(await timed(() => read())).toBeGreaterThan(290);
    expect(await timed(() => fetch(`${meta.sandbox.url}/__sandbox/health`))).toBeLessThan(290);
  });
});
