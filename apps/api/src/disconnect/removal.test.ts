import { alertDto, auditReply, connectionHistoryReply, type NumberDto } from '@switchboard/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { acmeNumber, metaFor, said } from '../../test/deliveries.js';
import { type Business, openInbox, readText, startBusiness } from '../../test/inbox.js';
import { watch } from '../../test/sockets.js';
import { readAccessEvent, toMoment } from './accessEvents.js';

let business: Business;
let owner: Client;
beforeAll(async () => {
  business = await startBusiness();
});
afterAll(() => business.stop());
beforeEach(async () => {
  await business.api.connection.collection('phoneNumbers').deleteMany({});
  owner = await business.api.owner();
  await owner.connect(business.api.sandbox.issueCode());
});
afterEach(async () => {
  for (const name of ['conversations', 'messages']) {
    await business.api.connection.collection(name).deleteMany({});
  }
  business.api.sandbox.reset();
});

const wabaId = acmeNumber.wabaId;
const whatsapp = '/api/integrations/whatsapp';
const numberNow = async (): Promise<NumberDto> => {
  const found = (await owner.status()).phoneNumbers.find((number) => number.id === acmeNumber.id);
  if (!found) throw new Error('the number is gone');
  return found;
};
const verdicts = (number: NumberDto) => number.ladder.slice(0, 3).map((rung) => rung.verdict);
/** As Meta says it, `secondsAgo`; only said, nothing else changes at Meta. */
async function tell(event: string, more: Record<string, unknown> = {}, secondsAgo = 0) {
  const { sandbox, clock } = business.api;
  const at = clock.now().getTime() - secondsAgo * 1000;
  await sandbox.accountEvent({ wabaId, field: 'account_update', value: { event, ...more }, at });
  await business.settle();
}
const listAlerts = (client: Client) =>
  business.api.connection
    .collection('alerts')
    .find({ accountId: client.signedIn?.account.accountId, tone: 'bad' })
    .sort({ phoneNumberId: 1 })
    .toArray();

describe('access that was removed at Meta', () => {
  it.each([
    ['PARTNER_REMOVED', { waba_info: { waba_id: wabaId } }, ['bad', 'good', 'bad']],
    ['PARTNER_APP_UNINSTALLED', { waba_info: { waba_id: wabaId } }, ['bad', 'good', 'bad']],
    ['ACCOUNT_DELETED', {}, ['bad', 'good', 'bad']],
    ['ACCOUNT_OFFBOARDED', {}, ['good', 'bad', 'good']],
    ['DISABLED_UPDATE', { ban_info: { waba_ban_state: 'DISABLE' } }, ['good', 'bad', 'good']],
  ])('%s is seen on the ladder, told once, and the number stays', async (event, more, expected) => {
    expect(verdicts(await numberNow())).toEqual(['good', 'good', 'good']);
    const watched = await watch(business.url, owner);
    await tell(event, more);
    await tell(event, more);
    const number = await numberNow();
    expect(verdicts(number)).toEqual(expected);
    expect(number).toMatchObject({ isActive: true, state: 'needs_attention' });
    expect(watched.of('numbers:changed').length).toBeGreaterThan(0);
    watched.socket.disconnect();

    const stored = await business.api.connection.collection('phoneNumbers').findOne({ phoneNumberId: acmeNumber.id });
    const evidence = expected[0] === 'bad' ? stored?.token : stored?.registration;
    expect(evidence).toMatchObject({ problem: { event } });
    await business.api.app.drainEvents();
    const alerts = await listAlerts(owner);
    expect(alerts).toHaveLength(2);
    expect(new Set(alerts.map((alert) => alert.phoneNumberId)).size).toBe(2);
    for (const { kind } of alerts) expect(alertDto.shape.kind.parse(kind)).toMatch(/access_lost|number_trouble/);
    const audit = auditReply.parse((await owner.get('/api/account/audit?action=meta.access_removed')).body);
    expect(audit.entries.every((entry) => entry.actor === null)).toBe(true);
    const story = connectionHistoryReply.parse((await owner.get(`${whatsapp}/story`)).body);
    const told = story.entries.filter((entry) => entry.kind === 'removed_at_meta');
    expect(told.map(({ by }) => by)).toContain('Meta');
    // The two say the same unless a second passed between them: then Meta itself said it twice.
    expect(told.length % 2).toBe(0);
    expect(audit.entries).toHaveLength(told.length);
  });

  it('keeps taking what still comes in, and is mended by reconnecting', async () => {
    await business.api.sandbox.causeAccountEvent('partner_removed', acmeNumber.id);
    await business.settle();
    expect((await numberNow()).ladder[0]).toMatchObject({ verdict: 'bad', fix: 'reconnect' });
    await metaFor(business.api, business.url).deliver(said('not lost'));
    const [conversation] = await openInbox(owner).conversations();
    expect((await openInbox(owner).thread(conversation?.id ?? '')).map(readText)).toEqual(['not lost']);
    await owner.connect(business.api.sandbox.issueCode());
    expect(await numberNow()).toMatchObject({ state: 'connected' });
  });

  it('stays said when Meta is asked: the token may be valid, and not reach the number', async () => {
    await business.api.sandbox.causeAccountEvent('partner_removed', acmeNumber.id);
    await business.settle();
    business.api.clock.advance(5_000);
    await owner.post(`${whatsapp}/check`, {});
    const [authorised, registered] = (await numberNow()).ladder;
    expect(authorised).toMatchObject({ verdict: 'bad', evidence: expect.stringContaining('no longer shared') });
    expect(registered).toMatchObject({ verdict: 'bad' });
  });

  it('said late does not undo a connection that is newer', async () => {
    await tell('PARTNER_REMOVED', { waba_info: { waba_id: wabaId } }, 3600);
    expect(await numberNow()).toMatchObject({ state: 'connected' });
    expect(await listAlerts(owner)).toEqual([]);
  });

  it('does not undo evidence that is newer than it', async () => {
    business.api.clock.advance(60_000);
    await owner.post(`${whatsapp}/check`, {});
    await tell('PARTNER_APP_UNINSTALLED', { waba_info: { waba_id: wabaId } }, 30);
    expect(await numberNow()).toMatchObject({ state: 'connected' });
  });

  it('says why, as far as Meta says it', () => {
    const value = (info: object) => ({ disconnection_info: info });
    const textFor = (info: object) =>
      readAccessEvent({ field: 'account_update', event: 'PARTNER_REMOVED', value: value(info) })?.text;
    expect(textFor({ reason: 'PRIMARY_INACTIVITY', initiated_by: 'SYSTEM' })).toMatch(/was not opened for too long/);
    expect(textFor({ reason: 'SOMETHING_NEW', initiated_by: 'USER' })).toMatch(/Somebody of the business/);
    expect(textFor({ initiated_by: 'SYSTEM' })).toMatch(/Meta did this by itself/);
    expect(textFor({ reason: { $ne: 1 } })).toMatch(/no longer shared with Switchboard\. Reconnect/);
  });
});

describe('access that came back', () => {
  it.each([
    ['ACCOUNT_OFFBOARDED', {}, 'ACCOUNT_RECONNECTED', {}],
    [
      'DISABLED_UPDATE',
      { ban_info: { waba_ban_state: 'DISABLE' } },
      'DISABLED_UPDATE',
      { ban_info: { waba_ban_state: 'REINSTATE' } },
    ],
    ['PARTNER_REMOVED', { waba_info: { waba_id: wabaId } }, 'PARTNER_ADDED', { waba_info: { waba_id: wabaId } }],
  ])('%s, then %s: Meta is asked, and what it answers is shown', async (away, awayMore, back, backMore) => {
    await tell(away, awayMore);
    expect(await numberNow()).toMatchObject({ state: 'needs_attention' });
    business.api.clock.advance(5_000);
    await tell(back, backMore);
    expect(await numberNow()).toMatchObject({ state: 'connected' });
  });

  it('is not believed when Meta’s own answer says otherwise', async () => {
    await business.api.sandbox.causeAccountEvent('app_uninstalled', acmeNumber.id);
    await business.settle();
    business.api.clock.advance(5_000);
    await tell('PARTNER_ADDED', { waba_info: { waba_id: wabaId } });
    expect(await numberNow()).toMatchObject({ state: 'needs_attention' });
  });
});

describe('the moment of an event', () => {
  const received = new Date('2026-11-24T12:00:10.500Z');
  it('is the end of its second, and never after it was heard', () => {
    expect(toMoment(new Date('2026-11-24T12:00:05.000Z'), received).toISOString()).toBe('2026-11-24T12:00:05.999Z');
    expect(toMoment(new Date('2026-11-24T12:00:10.000Z'), received)).toEqual(received);
    expect(toMoment(new Date('2026-11-24T13:00:00.000Z'), received)).toEqual(received);
    expect(toMoment(null, received)).toEqual(received);
  });
});

describe('words that mean nothing for the access', () => {
  it.each(['', 'ACCOUNT_VIOLATION', 'constructor', '__proto__', 'NEW_WORD'])('%j', (event) => {
    expect(readAccessEvent({ field: 'account_update', event, value: {} })).toBeNull();
    expect(readAccessEvent({ field: 'account_alerts', event: 'PARTNER_REMOVED', value: {} })).toBeNull();
  });
});
