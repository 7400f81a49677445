import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { faultOn } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startTeam, type Team } from '../test/chat.js';
import { goodPassword } from '../test/client.js';
import { metaFor, said } from '../test/deliveries.js';
import { type CollectedSpan, startOtlpCollector } from '../test/otlpCollector.js';
import { createLogger } from './platform/logger.js';
import { startOpenTelemetry } from './platform/openTelemetry.js';
import { setTracer } from './platform/tracing.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const finishing = 'POST /api/integrations/whatsapp/oauth';
const writing = 'POST /api/conversations/:conversationId/messages';

let team: Team;
let url: string;
beforeAll(async () => {
  team = await startTeam();
  url = await team.api.listen();
});
afterAll(() => team.stop());

/** Traces from now to the end of the test; `collected` ends them, and gives what has come. */
async function traced() {
  const collector = await startOtlpCollector();
  const lines: string[] = [];
  const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });
  const tracer = startOpenTelemetry(collector.url, logger);
  setTracer(tracer);
  const stop = async () => {
    setTracer(undefined);
    await tracer.stop();
  };
  onTestFinished(async () => {
    await stop();
    await collector.stop();
  });
  return {
    async collected() {
      await stop();
      expect(lines).toEqual([]);
      return { spans: collector.spans(), text: collector.text() };
    },
  };
}

const one = (spans: CollectedSpan[], name: string): CollectedSpan => {
  const [span, ...more] = spans.filter((candidate) => candidate.name === name);
  if (!span || more.length > 0) throw new Error(`${name}: ${spans.map((candidate) => candidate.name).join(', ')}`);
  return span;
};
const below = (spans: CollectedSpan[], { traceId, spanId }: CollectedSpan) =>
  spans.filter((span) => span.traceId === traceId && span.parentSpanId === spanId);
const deliveries = () => team.api.connection.collection('deliveries').find().sort({ _id: -1 }).limit(1).toArray();

describe('with a collector of traces', () => {
  it('one connect is one trace: the request, and each call to Meta below it', async () => {
    const { collected } = await traced();
    const other = await team.api.owner();
    await other.connect(team.api.sandbox.issueCode({ wabaIds: ['900100200310'] }));
    const { spans } = await collected();
    const request = one(spans, finishing);
    expect(request).toMatchObject({ parentSpanId: undefined, failed: false, service: 'switchboard-api' });
    expect(request.facts).toMatchObject({ 'http.response.status_code': 200, 'http.request.method': 'POST' });
    const calls = below(spans, request).filter(({ name }) => name.startsWith('Meta '));
    expect(calls.length).toBeGreaterThanOrEqual(4);
    for (const { facts } of calls) expect(facts).toMatchObject({ 'switchboard.meta.result': 'ok' });
    // No id of a WABA or a number is in a name.
    expect(calls.filter(({ name }) => /\d{6}/.test(name))).toEqual([]);
  });

  it('one webhook is one trace, from its receipt to its projection, which its stored row remembers', async () => {
    const { collected } = await traced();
    await metaFor(team.api, url).deliver(said('Traced'));
    const [row] = await deliveries();
    const { spans } = await collected();
    const receipt = one(spans, 'receive webhook');
    expect(receipt).toMatchObject({ parentSpanId: undefined, failed: false });
    expect(receipt.facts['http.response.status_code']).toBe(200);
    expect(one(spans, 'project webhook')).toMatchObject({ traceId: receipt.traceId, parentSpanId: receipt.spanId });
    expect(row?.trace).toBe(`00-${receipt.traceId}-${receipt.spanId}-01`);
  });

  it('one answer is one trace, from the browser to Meta, whichever process sends it', async () => {
    const { collected } = await traced();
    const chat = await team.chat(team.api.sandbox.addCustomer({ name: 'Somebody' }).id);
    const message = await chat.write('Traced');
    const queued = await chat.message(message.id);
    // As another process would: from what is stored.
    await team.run();
    const { spans } = await collected();
    const request = one(spans, writing);
    const [sending] = below(spans, request);
    expect(sending?.name).toBe('send message');
    expect(below(spans, sending as CollectedSpan).map(({ name }) => name)).toEqual(['Meta POST /{id}/messages']);
    expect(queued.outbox?.trace).toBe(`00-${request.traceId}-${request.spanId}-01`);
    expect(await chat.message(message.id)).not.toHaveProperty('outbox');
  });

  it('what fails is told by its kind, without words', async () => {
    const { collected } = await traced();
    team.api.sandbox.faults.add(faultOn('{phone}/messages', { kind: 'error', code: 131056 }, { times: 1 }));
    onTestFinished(() => team.api.sandbox.faults.clear());
    const chat = await team.chat(team.api.sandbox.addCustomer({ name: 'Somebody' }).id);
    await chat.write('Refused');
    await team.run();
    const { spans } = await collected();
    const [refused] = spans.filter(({ name }) => name === 'Meta POST /{id}/messages');
    expect(refused).toMatchObject({ failed: true, facts: { 'error.type': expect.stringMatching(/^[a-z_]+$/) } });
  });

  it('nothing that is sent says who it was, what was written, or opens anything', async () => {
    const { collected } = await traced();
    const person = await team.api.owner();
    const code = team.api.sandbox.issueCode({ wabaIds: ['900100200310'] });
    const { state } = await person.start();
    await person.finish({ code, state });
    await metaFor(team.api, url).deliver(said('Verbatim question', { name: 'Anastasia', from: '15550197391' }));
    const chat = await team.chat(team.api.sandbox.addCustomer({ name: 'Somebody' }).id);
    await chat.write('Verbatim answer');
    await team.run();
    const { text, spans } = await collected();
    expect(spans.length).toBeGreaterThan(8);
    const email = person.signedIn?.user.email ?? '';
    expect(email).toContain('@');
    const written = ['Verbatim', 'Anastasia', '15550197391', email, goodPassword, chat.conversationId];
    const opening = [code, state, person.token, 'Bearer', 'access_token='];
    for (const word of [...written, ...opening]) expect(text).not.toContain(word);
    // Meta's tokens.
    expect(text).not.toMatch(/EAA\w{20}/);
  });

  it('a caller’s own traceparent is not believed', async () => {
    const { collected } = await traced();
    const stranger = team.api.client();
    const theirs = '4bf92f3577b34da6a3ce929d0e0e4736';
    stranger.headers = { traceparent: `00-${theirs}-00f067aa0ba902b7-01` };
    await stranger.get('/api/auth/me');
    const { spans } = await collected();
    expect(one(spans, 'GET /api/auth/me').traceId).not.toBe(theirs);
  });

  it('probes and scrapes are not traced', async () => {
    const { collected } = await traced();
    for (const path of ['/healthz', '/readyz', '/metrics']) await team.api.client().get(path);
    expect((await collected()).spans).toEqual([]);
  });

  it('what the sampler leaves out is not stored with rows either', async () => {
    vi.stubEnv('OTEL_TRACES_SAMPLER', 'always_off');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { collected } = await traced();
    await metaFor(team.api, url).deliver(said('Left out'));
    expect((await deliveries())[0]).not.toHaveProperty('trace');
    expect((await collected()).spans).toEqual([]);
  });
});

describe('a collector that is away', () => {
  it('disturbs nobody: the log says so, and the end does not wait for it', async () => {
    const collector = await startOtlpCollector();
    await collector.stop();
    const lines: string[] = [];
    const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });
    const tracer = startOpenTelemetry(collector.url, logger);
    setTracer(tracer);
    const answer = await metaFor(team.api, url).deliver(said('Nobody collects'));
    setTracer(undefined);
    await tracer.stop();
    expect(answer.status).toBe(200);
    expect(lines.filter((line) => line.includes('traces cannot be sent')).length).toBeLessThanOrEqual(1);
  });
});

describe('without a collector', () => {
  it('nothing is kept with what is stored', async () => {
    await metaFor(team.api, url).deliver(said('Untraced'));
    expect((await deliveries())[0]).not.toHaveProperty('trace');
    const chat = await team.chat(team.api.sandbox.addCustomer({ name: 'Somebody' }).id);
    const { id } = await chat.write('Untraced');
    expect((await chat.message(id)).outbox).not.toHaveProperty('trace');
    await team.run();
  });

  it('OpenTelemetry is not loaded: one file imports it, and that file is imported when it is wanted', () => {
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
    );
    const importing = (what: RegExp) => sources.filter((path) => what.test(readFileSync(join(folder, path), 'utf8')));
    expect(importing(/from '@opentelemetry\//)).toEqual([join('platform', 'openTelemetry.ts')]);
    expect(importing(/from '.*openTelemetry\.js'/)).toEqual([]);
    expect(importing(/await import\('\.\/platform\/openTelemetry\.js'\)/)).toEqual(['main.ts']);
  });
});
