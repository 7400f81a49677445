import type { InspectedToken } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import { missingPermissions } from '../numbers/permissions.js';
import { grantedWabas, judgeGrant } from './grant.js';

const management = 'whatsapp_business_management';
const messaging = 'whatsapp_business_messaging';
const appId = '300100';

const token = (over: Partial<InspectedToken> = {}): InspectedToken => ({
  isValid: true,
  appId,
  userId: '122500',
  expiresAt: null,
  issuedAt: null,
  dataAccessExpiresAt: null,
  scopes: [management, messaging],
  targetIds: { [management]: ['901', '900'], [messaging]: ['901', '900'] },
  ...over,
});
const judge = (over: Partial<InspectedToken> = {}, claimedWabaId?: string) =>
  judgeGrant(token(over), { appId, claimedWabaId });

describe('a token that Meta has inspected', () => {
  it('grants every WABA it lists, newest first, once each', () => {
    expect(judge({ targetIds: { [management]: ['902', '900', '902'], [messaging]: ['902'] } })).toEqual({
      ok: true,
      wabaIds: ['902', '900'],
      expiresAt: null,
      metaUserId: '122500',
    });
  });

  it('grants only the WABA that the browser named, when the token lists it', () => {
    expect(judge({}, '900')).toMatchObject({ ok: true, wabaIds: ['900'] });
  });

  it('carries its expiry and whose it is', () => {
    const expiresAt = new Date('2027-01-01T00:00:00Z');
    expect(judge({ expiresAt, userId: undefined })).toMatchObject({ ok: true, expiresAt, metaUserId: undefined });
  });

  const listed: [string, InspectedToken['targetIds']][] = [
    ['two WABAs', { [management]: ['900', '901'], [messaging]: ['900', '901'] }],
    ['one WABA', { [management]: ['901'], [messaging]: ['901'] }],
    ['none', { [management]: [], [messaging]: [] }],
    ['everything its holder can reach', { [management]: null, [messaging]: null }],
    ['nothing about WhatsApp', {}],
  ];
  const claims = [undefined, '900', '901', '999'];

  it.each(listed)(
    'that lists %s never grants a WABA it does not list, whatever the browser claims',
    (_what, targetIds) => {
      const really = new Set(Object.values(targetIds).flatMap((ids) => ids ?? []));
      for (const claim of claims) {
        const grant = judge({ targetIds }, claim);
        if (grant.ok) {
          expect(grant.wabaIds.length).toBeGreaterThan(0);
          for (const id of grant.wabaIds) expect(really).toContain(id);
          if (claim) expect(grant.wabaIds).toEqual([claim]);
        } else {
          expect(grant.code).toBe(really.size === 0 ? 'no_whatsapp_account' : 'waba_not_granted');
          expect(really.size === 0 || (claim !== undefined && !really.has(claim))).toBe(true);
        }
      }
    },
  );

  it.each([
    ['is not valid', { isValid: false }],
    ['belongs to another app', { appId: '666' }],
    ['is so broken that Meta cannot say whose it is', { isValid: false, appId: '' }],
  ])('that %s is refused before anything else about it counts', (_what, over) => {
    expect(judge({ ...over, scopes: [], targetIds: {} })).toEqual({ ok: false, code: 'token_invalid' });
    expect(judge({ ...over }, '900')).toEqual({ ok: false, code: 'token_invalid' });
  });

  it('grants further WABAs that the popup named, as far as the inspection lists them', () => {
    const listed = token({ targetIds: { [management]: ['902', '901', '900'] } });
    const claims = { appId, claimedWabaId: '900', alsoClaimed: ['900', '902', '666'] };
    expect(judgeGrant(listed, claims)).toMatchObject({ ok: true, wabaIds: ['902', '900'] });
  });

  it('names the permissions that are missing', () => {
    const over = { scopes: [management], targetIds: { [management]: ['900'] } };
    expect(judge(over)).toEqual({ ok: false, code: 'permission_missing', details: { missing: [messaging] } });
  });
});

describe('the permissions', () => {
  const every = [management, messaging, 'business_management', 'public_profile'];
  const subsets = Array.from({ length: 2 ** every.length }, (_, bits) =>
    every.filter((_scope, index) => bits & (1 << index)),
  );

  it.each(subsets.map((scopes) => [scopes]))(
    'of %j lack exactly the WhatsApp ones that are not among them',
    (scopes) => {
      const missing = [management, messaging].filter((scope) => !scopes.includes(scope));
      expect(missingPermissions(token({ scopes, targetIds: {} }))).toEqual(missing);
      // Some tokens list a permission only under its target ids.
      const targetIds = Object.fromEntries(scopes.map((scope) => [scope, ['900']]));
      expect(missingPermissions(token({ scopes: [], targetIds }))).toEqual(missing);
    },
  );

  it('are not judged by name when Meta uses a WhatsApp permission that we do not know', () => {
    expect(missingPermissions(token({ scopes: ['whatsapp_business_everything'], targetIds: {} }))).toEqual([]);
    expect(missingPermissions(token({ scopes: [], targetIds: { whatsapp_new: null } }))).toEqual([]);
  });
});

describe('the WABAs of a token', () => {
  it('are those of the management permission, even when messaging lists more', () => {
    expect(grantedWabas(token({ targetIds: { [management]: ['900'], [messaging]: ['900', '901'] } }))).toEqual(['900']);
  });

  it('are those of the other WhatsApp permissions when management lists none by name', () => {
    expect(grantedWabas(token({ targetIds: { [management]: null, [messaging]: ['901', '901'] } }))).toEqual(['901']);
  });

  it('never come from a permission that is not WhatsApp’s', () => {
    expect(grantedWabas(token({ targetIds: { business_management: ['500'], pages_show_list: ['600'] } }))).toEqual([]);
  });
});
