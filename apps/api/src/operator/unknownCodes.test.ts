import { unknownCodesReply } from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { acmeNumber, became, metaFor, newWamid, said } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import { type Business, startBusiness } from '../../test/inbox.js';
import { createLogger } from '../platform/logger.js';
import { createMetrics } from '../platform/metrics.js';
import { unknownCodeModel } from './unknownCode.model.js';
import { createUnknownCodeService } from './unknownCode.service.js';

let business: Business;
beforeAll(async () => {
  business = await startBusiness();
});
afterAll(() => business.stop());
afterEach(async () => {
  business.api.sandbox.faults.clear();
  await business.api.connection.collection('unknownCodes').deleteMany({});
});

function service() {
  const metrics = createMetrics();
  const { connection, clock } = business.api;
  const logger = createLogger({ level: 'silent' });
  return {
    codes: createUnknownCodeService({ codes: unknownCodeModel(connection), clock, logger, metrics }),
    counted: async () => (await metrics.unknownCodes.get()).values,
  };
}
const collected = () => service().codes.list();
const becomes = (expected: object[]) =>
  eventually(async () => expect((await collected()).map(({ kind, code }) => ({ kind, code }))).toEqual(expected));

describe('what the dictionary does not have', () => {
  it('is counted once a code, with when and with Meta’s first words', async () => {
    const { codes, counted } = service();
    const times = 20;
    for (let time = 0; time < times; time += 1) codes.noteError(987_654, 'Number 700100200300 has a new problem');
    await eventually(async () => expect((await codes.list())[0]?.count).toBe(times));
    business.api.clock.advance(60_000);
    codes.noteError(987_654, 'other words');
    codes.note('account_event', 'account_update: NEW_ONE');
    await eventually(async () => expect(await codes.list()).toHaveLength(2));
    await eventually(async () => expect((await codes.list()).map(({ count }) => count).toSorted()).toEqual([1, 21]));
    const list = await codes.list();
    expect(() => unknownCodesReply.parse({ success: true, codes: list })).not.toThrow();
    const error = list.find(({ kind }) => kind === 'error');
    expect(error).toMatchObject({ code: '987654', sample: 'Number … has a new problem' });
    expect(Date.parse(error?.lastSeen ?? '') - Date.parse(error?.firstSeen ?? '')).toBeGreaterThanOrEqual(60_000);
    expect(await counted()).toMatchObject([
      { labels: { kind: 'error' }, value: 21 },
      { labels: { kind: 'account_event' }, value: 1 },
    ]);
  });

  it('is nothing that the dictionary has, and nothing that a browser makes up', async () => {
    const { codes, counted } = service();
    codes.noteError(131047);
    codes.noteError(undefined);
    codes.noteCancelStep('PERMISSIONS');
    for (const step of ['', 'my phone is +1 555-019-0001', 'lower_case', 'A'.repeat(200)]) codes.noteCancelStep(step);
    codes.noteCancelStep('SOMETHING_NEW');
    await becomes([{ kind: 'cancel_step', code: 'SOMETHING_NEW' }]);
    expect(await counted()).toMatchObject([{ labels: { kind: 'cancel_step' }, value: 1 }]);
  });

  it('keeps no more than a line of what it is told', async () => {
    const { codes } = service();
    codes.note('message_type', 'x'.repeat(5000), 'y '.repeat(5000));
    await eventually(async () => expect(await codes.list()).toHaveLength(1));
    const [kept] = await codes.list();
    expect(kept?.code).toHaveLength(100);
    expect(kept?.sample).toHaveLength(300);
  });

  it('costs nobody a request when it cannot be kept', async () => {
    const metrics = createMetrics();
    const lines: string[] = [];
    const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });
    const broken = { updateOne: () => Promise.reject(new Error('no database')) } as never;
    const codes = createUnknownCodeService({ codes: broken, clock: business.api.clock, logger, metrics });
    expect(() => codes.noteError(987_654, 'Something new')).not.toThrow();
    await eventually(() => expect(lines.join()).toContain('could not be kept'));
  });
});

describe('in the running product', () => {
  it('a refused call with a new code is collected, without ids', async () => {
    const message = 'Object 700100200300 is in an unheard-of state';
    const effect = { kind: 'error', code: 987_654, httpStatus: 400, message } as const;
    business.api.sandbox.faults.add(faultOn('{phone}', effect, { id: acmeNumber.id, times: 5 }));
    await business.owner.post('/api/integrations/whatsapp/check', {});
    await becomes([{ kind: 'error', code: '987654' }]);
    expect((await collected())[0]?.sample).toBe('Object … is in an unheard-of state');
  });

  it('a known refusal is not', async () => {
    business.api.sandbox.faults.add(
      faultOn('{phone}', { kind: 'error', code: 131_031, httpStatus: 403 }, { id: acmeNumber.id, times: 5 }),
    );
    await business.owner.post('/api/integrations/whatsapp/check', {});
    await metaFor(business.api, business.url).deliver(said('', { message: { type: 'hologram', hologram: {} } }));
    await becomes([{ kind: 'message_type', code: 'hologram' }]);
  });

  it('so are new codes of statuses, events, fields and types of messages, each where it is said', async () => {
    const meta = metaFor(business.api, business.url);
    await meta.deliver(
      became(newWamid(), 'failed', { more: { errors: [{ code: 987_655, title: 'Something new' }] } }),
      said('', { message: { type: 'hologram', hologram: {} } }),
    );
    await business.api.sandbox.accountEvent({
      wabaId: acmeNumber.wabaId,
      field: 'account_update',
      value: { event: 'SOMETHING_NEW' },
    });
    await business.api.sandbox.accountEvent({ wabaId: acmeNumber.wabaId, field: 'something_new', value: {} });
    await business.settle();
    const all = [
      { kind: 'account_event', code: 'account_update: SOMETHING_NEW' },
      { kind: 'error', code: '987655' },
      { kind: 'message_type', code: 'hologram' },
      { kind: 'webhook_field', code: 'something_new' },
    ];
    await eventually(async () => {
      const found = (await collected()).map(({ kind, code }) => ({ kind, code }));
      expect(found.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual(all);
    });
  });
});
