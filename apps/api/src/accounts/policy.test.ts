import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { memberRights, meReply, signedInReply } from '@switchboard/contracts';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness.js';
import { rightsPage } from '../../test/rightsPage.js';
import { listRoutes, type Route, toName } from '../../test/routes.js';
import { listRights, may, policy, toRefusal } from './policy.js';

const at = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

let api: TestApi;
let routes: Route[];
beforeAll(async () => {
  api = await startApi();
  routes = listRoutes(api.app.handler);
});
afterAll(() => api.stop());

const withoutRule = (all: readonly Route[]) => all.filter(({ right }) => right === null).map(toName);

describe('the table of rights', () => {
  it('has the rule of every route of the running app', () => {
    expect(withoutRule(routes)).toEqual([]);
    expect(routes.filter(({ right }) => right !== null && !(right in policy)).map(toName)).toEqual([]);
  });

  it('is missed by a route that is mounted without a rule, by name', () => {
    const app = express();
    app.use(
      '/api/new',
      express.Router().get('/thing/:id', (_req, res) => void res.end()),
    );
    expect(withoutRule(listRoutes(app))).toEqual(['GET /api/new/thing/:id']);
  });

  it('has no right that nothing asks for', () => {
    const asked = new Set([
      ...routes.map(({ right }) => right),
      // By services, of what is in a body or in an attempt; and in front of Express.
      ...['number.connect', 'number.revoke', 'pin.choose', 'webhook.deliver'],
    ]);
    expect(Object.keys(policy).filter((right) => !asked.has(right))).toEqual([]);
  });

  it('gives by role, and where it says so by what it is used on', () => {
    const [owner, support, operator] = [{ role: 'owner' }, { role: 'support' }, { role: 'operator' }] as const;
    expect(may(owner, 'team.invite')).toBe(true);
    expect(may(support, 'team.invite')).toBe(false);
    expect(may(support, 'number.disconnect')).toBe(true);
    for (const supportMayRevoke of [true, false]) {
      expect(may(owner, 'number.revoke', { supportMayRevoke })).toBe(true);
      expect(may(support, 'number.revoke', { supportMayRevoke })).toBe(supportMayRevoke);
      expect(may(operator, 'number.revoke', { supportMayRevoke })).toBe(false);
    }
    expect([toRefusal('team.invite'), toRefusal('number.revoke')].map(({ code }) => code)).toEqual([
      'owner_only',
      'revoke_not_allowed',
    ]);
    // @ts-expect-error: what a right depends on has to be said.
    expect(may(support, 'number.revoke')).toBe(false);
    // @ts-expect-error: a right that there is not.
    expect(() => may(owner, 'number.disconect')).toThrow();
  });

  it('gives support staff nothing that owners have not, and members nothing of the operator’s', () => {
    const [ofOwners, ofSupport] = [listRights({ role: 'owner' }), listRights({ role: 'support' })];
    expect(ofOwners).toEqual([...memberRights]);
    expect(ofOwners).toEqual(expect.arrayContaining(ofSupport));
    expect(ofSupport).not.toContain('account.rename');
    expect(Object.entries(policy).filter(([, row]) => 'operator' in row && Object.keys(row).length > 1)).toEqual([]);
  });

  it('is shown as it is in docs/rights.md', async () => {
    await expect(rightsPage(routes)).toMatchFileSnapshot(at('docs/rights.md'));
  });
});

describe('what a session may', () => {
  it('is told when it begins and by /me, and changes with the role', async () => {
    const owner = await api.owner();
    const support = await owner.invite('support');
    const fetchMay = async (client: typeof owner) => meReply.parse((await client.get('/api/auth/me')).body).may;
    expect(await fetchMay(owner)).toEqual(listRights({ role: 'owner' }));
    expect(await fetchMay(support)).toEqual(listRights({ role: 'support' }));
    expect(signedInReply.parse(support.signedIn).may).toEqual(listRights({ role: 'support' }));
    await owner.send('patch', `/api/account/members/${support.signedIn?.user.userId}`, { role: 'owner' });
    expect(await fetchMay(support)).toEqual(listRights({ role: 'owner' }));
  });

  it('is nothing more by what an earlier or a later version says', () => {
    const { may: told, ...earlier } = { success: true, ...example, may: ['team.invite', 'moon.walk'] };
    expect(meReply.parse(earlier).may).toEqual([]);
    expect(meReply.parse({ ...earlier, may: told }).may).toEqual(['team.invite']);
  });
});

const example = {
  user: { userId: 'usr_a', name: 'Sam', email: 'sam@example.test', emailConfirmed: true, newEmail: null },
  account: { accountId: 'acc_a', name: 'Sam’s', role: 'owner', secondFactorNeeded: false },
};

describe('a role', () => {
  const sources = ['apps/api/src', 'apps/web/app', 'apps/web/components', 'apps/web/features', 'apps/web/lib'].flatMap(
    (folder) =>
      readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
        .map((file) => `${folder}/${file}`),
  );

  it('is compared with nothing outside of the table', () => {
    const comparison =
      /[!=]==?\s*['"](owner|support)['"]|['"](owner|support)['"]\s*[!=]==?|case ['"](owner|support)['"]/;
    expect(sources.length).toBeGreaterThan(400);
    expect(sources.filter((file) => comparison.test(readFileSync(at(file), 'utf8')))).toEqual([]);
  });
});
