import { type AuditEntry, auditReply } from '@switchboard/contracts';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { goodPassword } from '../../test/client.js';
import { ownDatabase, startApi, type TestApi, testKey } from '../../test/harness.js';
import { silence } from '../../test/instances.js';

let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  await api.connection.collection('phoneNumbers').deleteMany({});
  await api.connection.collection('audit').deleteMany({});
  api.sandbox.reset();
  owner = await api.owner();
});

const whatsapp = '/api/integrations/whatsapp';
const acme = seedNumbers.acmeFlowers.id;
const getAccountId = (client: Client) => client.signedIn?.account.accountId ?? '';
const log = async (client: Client, query = ''): Promise<AuditEntry[]> =>
  auditReply.parse((await client.get(`/api/account/audit${query}`)).body).entries;
const insert = (rows: { at: string; text?: string; action?: string; actor?: { userId: string; name: string } }[]) =>
  api.connection.collection('audit').insertMany(
    rows.map(({ at, text = 'x', action = 'pin.changed', actor }, index) => ({
      auditId: `aud_${getAccountId(owner).slice(4)}${String(index).padStart(4, '0')}`,
      accountId: getAccountId(owner),
      at: new Date(at),
      action,
      text,
      ...(actor ? { actor } : {}),
    })),
  );

describe('what is written down', () => {
  it('is who did what, when and from where, for everything that matters for safety', async () => {
    const member = await owner.invite('support');
    await owner.post('/api/auth/password', {
      currentPassword: goodPassword,
      newPassword: 'amber-windmill-forty-otters',
    });
    await owner.send('patch', '/api/account/permissions', { supportMayRevoke: true });
    await owner.connect(api.sandbox.issueCode({ tokenValue: 'EAAtokenofthetests0001' }));
    await owner.post(`${whatsapp}/disconnect`, { phoneNumberIds: [acme] });
    await owner.post(`${whatsapp}/disconnect/undo`, { phoneNumberIds: [acme] });
    await member.post(`${whatsapp}/disconnect`, { way: 'pause', phoneNumberIds: [acme] });
    await member.post(`${whatsapp}/resume`, { phoneNumberIds: [acme] });
    await member.post(`${whatsapp}/disconnect`, { way: 'revoke', phoneNumberIds: [acme] });
    const added = await owner.post('/api/settings/phone-numbers', {
      phoneNumberId: acme,
      wabaId: seedWabas.acmeFlowers.id,
      accessToken: 'EAAtokenofthetests0001',
    });
    expect(added.status).toBe(201);
    await owner.send('delete', `/api/account/members/${member.signedIn?.user.userId}`);

    const entries = (await log(owner)).toReversed();
    const all = entries.filter(({ action }) => action !== 'number.connected');
    const [olive, sam] = [owner.signedIn?.user, member.signedIn?.user].map((user) => user?.name);
    expect(all.map(({ action, actor, phoneNumberId }) => [action, actor?.name, phoneNumberId])).toEqual([
      ['member.invited', olive, null],
      ['member.joined', sam, null],
      ['password.changed', olive, null],
      ['account.settings_changed', olive, null],
      ['number.disconnected', olive, acme],
      ['number.restored', olive, acme],
      ['number.paused', sam, acme],
      ['number.resumed', sam, acme],
      ['number.revoked_at_meta', sam, acme],
      ['number.added_by_token', olive, acme],
      ['member.removed', olive, null],
    ]);
    for (const entry of entries) {
      expect(entry.address).toBe(entry.actor?.name === sam ? member.address : owner.address);
      expect(entry.text).not.toContain('EAA');
    }
    expect(all.at(-1)?.text).toContain('Sam was removed');
  });

  it('is nothing where no change of what support staff may was asked for', async () => {
    const { status, body } = await owner.send('patch', '/api/account/permissions', {});
    expect([status, body.permissions]).toEqual([200, { supportMayRevoke: false, supportMayHandOver: true }]);
    expect(await log(owner)).toEqual([]);
  });

  it('is that keys were rotated, once for each account whose tokens moved', async () => {
    const mongoUri = ownDatabase();
    const oldKey = testKey('old');
    const before = await startApi({ mongoUri, env: { TOKEN_ENCRYPTION_KEYS: oldKey } });
    const first = await before.owner();
    await first.connect(before.sandbox.issueCode());
    const second = await before.owner();
    await second.connect(before.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
    await before.owner();
    const after = await startApi({ mongoUri, env: { TOKEN_ENCRYPTION_KEYS: `${testKey('new')},${oldKey}` } });
    await silence(before);
    await after.app.resealTokens();
    await after.app.resealTokens();
    const rows = await after.connection.collection('audit').find({ action: 'keys.rotated' }).toArray();
    expect(rows.map(({ accountId }) => accountId).sort()).toEqual([getAccountId(first), getAccountId(second)].sort());
    expect(rows.find(({ accountId }) => accountId === getAccountId(first))?.text).toMatch(
      /2 access tokens .* key new\./,
    );
    await after.stop();
    await before.stop();
  });
});

describe('reading it', () => {
  it('is for owners', async () => {
    const support = await owner.invite('support');
    for (const path of ['/api/account/audit', '/api/account/audit.csv']) {
      const response = await support.get(path);
      expect([response.status, response.body.code]).toEqual([403, 'owner_only']);
    }
  });

  it('finds by action, person and days, the last day included, and never another account’s', async () => {
    const actor = { userId: 'usr_somebody', name: 'Somebody' };
    await insert([
      { at: '2026-11-01T23:59:59.999Z', text: 'the day before' },
      { at: '2026-11-02T00:00:00.000Z', text: 'first', actor },
      { at: '2026-11-03T23:59:59.999Z', text: 'last', action: 'pin.revealed' },
      { at: '2026-11-04T00:00:00.000Z', text: 'the day after', actor },
    ]);
    const texts = async (query: string) => (await log(owner, query)).map(({ text }) => text);
    expect(await texts('?from=2026-11-02&to=2026-11-03')).toEqual(['last', 'first']);
    expect(await texts('?action=pin.revealed')).toEqual(['last']);
    expect(await texts('?userId=usr_somebody')).toEqual(['the day after', 'first']);
    expect(await texts('?userId=usr_somebody&to=2026-11-03')).toEqual(['first']);
    expect(await log(await api.owner())).toEqual([]);
  });

  it('page by page has everything once, newest first, also at the same moment', async () => {
    await insert(Array.from({ length: 120 }, (_, index) => ({ at: '2026-11-05T10:00:00.000Z', text: String(index) })));
    const found: string[] = [];
    for (let before = ''; ; ) {
      const { body } = await owner.get(`/api/account/audit${before && `?before=${before}`}`);
      const page = auditReply.parse(body);
      found.push(...page.entries.map(({ text }) => text));
      if (!page.next) break;
      before = page.next;
    }
    expect(found).toEqual(Array.from({ length: 120 }, (_, index) => String(119 - index)));
  });

  it.each([
    'action=nothing',
    'from=yesterday',
    'to=2026-13-01',
    'before=x',
    'before=1.att_x',
    'action=pin.changed&action=pin.revealed',
  ])('refuses ?%s', async (query) => {
    for (const path of ['audit', 'audit.csv']) {
      const response = await owner.get(`/api/account/${path}?${query}`);
      expect([response.status, response.body.code]).toEqual([400, 'invalid_request']);
    }
  });
});

describe('taking it away', () => {
  it('as CSV has all that the filter finds, with what a spreadsheet would calculate made harmless', async () => {
    await insert([
      {
        at: '2026-11-06T10:00:00.000Z',
        text: '=HYPERLINK("https://evil.test")',
        actor: { userId: 'usr_x', name: '+cmd' },
      },
      ...Array.from({ length: 130 }, () => ({
        at: '2026-11-06T11:00:00.000Z',
        text: 'a "quoted", text\nin two lines',
      })),
      { at: '2026-11-08T10:00:00.000Z', text: 'not asked for' },
    ]);
    const response = await owner.get('/api/account/audit.csv?from=2026-11-06&to=2026-11-07');
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(response.headers['content-disposition']).toBe('attachment; filename=switchboard-audit.csv');
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.text).toMatch(/^\uFEFF?Time \(UTC\),Action,Who,/);
    expect(response.text.match(/2026-11-06T11/g)).toHaveLength(130);
    expect(response.text).not.toContain('not asked for');
    expect(response.text).toContain(`"'=HYPERLINK(""https://evil.test"")"`);
    expect(response.text).toContain(`'+cmd`);
    expect(response.text).toContain('"a ""quoted"", text\nin two lines"');
  });

  it('with nothing in it still has its head', async () => {
    const { text } = await owner.get('/api/account/audit.csv?action=handover.used');
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(text).toContain('Time (UTC)');
  });
});
