import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readError, TestSandbox } from '../../test/client.js';
import { seedNumbers, seedWabas } from '../seeds.js';

let meta: TestSandbox;
let token: string;
const phone = seedNumbers.quietHarbour.id;

beforeAll(async () => {
  meta = await TestSandbox.start();
});
afterAll(() => meta.sandbox.stop());
beforeEach(async () => {
  meta.sandbox.reset();
  token = await meta.token({ wabaIds: [seedWabas.quietHarbour.id] });
});

const register = (pin: unknown = '123456') =>
  meta.post(`${phone}/register`, { token, body: { messaging_product: 'whatsapp', pin } });

describe('registering a number', () => {
  it('makes it able to send', async () => {
    expect((await register()).body).toEqual({ success: true });
    const query = { fields: 'status,platform_type,throughput' };
    expect((await meta.get(phone, { token, query })).body).toEqual({
      id: phone,
      status: 'CONNECTED',
      platform_type: 'CLOUD_API',
      throughput: { level: 'STANDARD' },
    });
  });

  it('wants the PIN of the first time from then on', async () => {
    await register('111111');
    expect(readError(await register('222222'))).toMatchObject({ status: 400, code: 133005 });
    expect((await register('111111')).status).toBe(200);
  });

  it('takes a new PIN that was set without the old one', async () => {
    await register('111111');
    expect((await meta.post(phone, { token, body: { pin: '222222' } })).body).toEqual({ success: true });
    expect((await register('222222')).status).toBe(200);
  });

  it.each([['12345'], ['abcdef'], ['']])('refuses "%s" as a PIN', async (pin) => {
    expect(readError(await register(pin))).toMatchObject({ status: 400, code: 100 });
  });

  it('is refused 72 hours long after 10 tries in 72 hours, wrong ones included', async () => {
    for (let time = 0; time < 10; time += 1) await register(time === 0 ? '111111' : '222222');
    expect(readError(await register('111111'))).toMatchObject({ status: 400, code: 133016 });
    meta.later(72 * 3600 - 1);
    expect(readError(await register('111111'))).toMatchObject({ code: 133016 });
    meta.later(1);
    expect((await register('111111')).status).toBe(200);
  });

  it('allows an eleventh try when the first has left the window', async () => {
    await register();
    meta.later(71 * 3600);
    for (let time = 0; time < 9; time += 1) expect((await register()).status).toBe(200);
    meta.later(3600);
    expect((await register()).status).toBe(200);
  });

  it('is undone by deregistering, once', async () => {
    await register();
    const deregister = () => meta.post(`${phone}/deregister`, { token });
    expect((await deregister()).body).toEqual({ success: true });
    expect(meta.sandbox.world.number(phone)).toMatchObject({ platformType: 'NOT_APPLICABLE', status: 'DISCONNECTED' });
    expect(readError(await deregister())).toMatchObject({ status: 400, code: 133010 });
  });
});

describe('proving that a number is ours', () => {
  it('comes before registering', async () => {
    meta.sandbox.world.updateNumber(phone, { codeVerificationStatus: 'NOT_VERIFIED' });
    expect(readError(await register())).toMatchObject({ code: 133006 });
    await meta.post(`${phone}/request_code`, { token, body: { code_method: 'SMS', language: 'en' } });
    const code = String(meta.sandbox.world.number(phone)?.verificationCode);
    expect(readError(await meta.post(`${phone}/verify_code`, { token, body: { code: 'wrong' } }))).toMatchObject({
      status: 400,
    });
    expect((await meta.post(`${phone}/verify_code`, { token, body: { code } })).body).toEqual({ success: true });
    expect((await register()).status).toBe(200);
  });

  it('is not asked twice', async () => {
    const answer = await meta.post(`${phone}/request_code`, { token, body: { code_method: 'SMS', language: 'en' } });
    expect(readError(answer)).toMatchObject({ status: 400, code: 136024 });
  });
});
