import { describeFound, type ReadinessCheck } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import type { OwnDiagnoses } from '../../numbers/doctor/ownExamination.js';
import { days } from '../../platform/clock.js';
import type { ReadinessAnswers, ReadinessSettings } from './readinessAnswers.js';
import { judgeReadiness } from './readinessJudgement.js';

const now = new Date('2026-12-01T12:00:00Z');
const failure: GraphFailure = {
  kind: 'meta_unreachable',
  turn: 'meta',
  retry: 'backoff',
  outcome: 'unknown',
  message: 'away',
};
const silent = { ok: false, failure } as const;
const settings: ReadinessSettings = {
  ...{ appId: '300100', graphVersion: 'v26.0', configId: '7', systemUserToken: undefined, isCompanyNamed: true },
  redirectUri: 'https://app.acme.test/integrations/whatsapp/callback',
  address: {
    ...{ publicUrl: 'https://api.acme.test', frontendUrl: 'https://app.acme.test', graphUrl: 'https://graph.test' },
    ...{ isProduction: true, appSecret: 's', verifyToken: 'v' },
  },
};
type Verdicts = Partial<Record<keyof OwnDiagnoses, 'good' | 'bad' | 'unknown'>>;
function tried(verdicts: Verdicts = {}): OwnDiagnoses {
  const one = (check: keyof OwnDiagnoses) => ({
    diagnosis: {
      ...{ verdict: verdicts[check] ?? 'good', result: check, cause: null, turn: null, next: null, fix: null },
      fbtraceId: null,
    },
    durationMs: 1,
  });
  return {
    public_address: one('public_address'),
    challenge: one('challenge'),
    signature: one('signature'),
    socket: one('socket'),
  };
}
const answers: ReadinessAnswers = {
  ...{ app: silent, subscriptions: silent, permissions: silent, systemUser: null, businesses: null, own: tried() },
  ...{ cameBack: { redirect: null, popup: null }, access: null, heardAt: null },
};

function judge(check: ReadinessCheck, more: Partial<ReadinessAnswers>, ours: Partial<ReadinessSettings> = {}) {
  const judged = judgeReadiness({ ...answers, ...more }, { ...settings, ...ours }, now)[check];
  return 'said' in judged
    ? [judged.said.verdict, judged.said.result]
    : [describeFound(judged.found, {}).verdict, judged.found];
}

describe('the version of the Graph API', () => {
  it.each([
    ['v26.0', 'good', 'version_good'],
    ['v23.0', 'good', 'version_lasts'],
    ['v21.0', 'waiting', 'version_ends'],
    ['v20.0', 'bad', 'version_ended'],
    ['v99.0', 'unknown', 'version_unknown'],
  ])('%s is %s', (graphVersion, verdict, found) => {
    expect(judge('graph_version', {}, { graphVersion })).toEqual([verdict, found]);
  });
});

describe('whether webhooks arrive', () => {
  const yesterday = new Date(now.getTime() - days(1) + 1);
  const longAgo = new Date(now.getTime() - days(2));
  it.each<[string, Verdicts, Date | null, string[]]>([
    ['answered from here', {}, null, ['good', 'public_address']],
    ['a wrong signature is taken', { signature: 'bad', public_address: 'unknown' }, yesterday, ['bad', 'signature']],
    [
      'not reached from here, yet Meta delivered',
      { public_address: 'unknown' },
      yesterday,
      ['good', 'delivered_lately'],
    ],
    [
      'not reached from here, and nothing came lately',
      { public_address: 'unknown' },
      longAgo,
      ['unknown', 'public_address'],
    ],
  ])('%s', (_how, verdicts, heardAt, expected) => {
    expect(judge('webhook_reachable', { own: tried(verdicts), heardAt })).toEqual(expected);
  });
});

describe('the popup', () => {
  const listed = (...domains: string[]) => ({
    app: {
      ok: true,
      value: { id: '300100', details: { domains, deauthorizeUrl: null, privacyUrl: null, termsUrl: null } },
    } as const,
  });
  it.each<[string, Partial<ReadinessAnswers>, Partial<ReadinessSettings>, string[]]>([
    ['is not opened without a configuration', {}, { configId: undefined }, ['good', 'popup_unused']],
    ['worked', { cameBack: { redirect: null, popup: now } }, {}, ['good', 'popup_worked']],
    ['may open below a listed domain', listed('acme.test'), {}, ['unknown', 'ask_person']],
    ['may not be taken for a domain that ends alike', listed('me.test'), {}, ['unknown', 'domain_unlisted']],
    ['is not known while Meta is silent', {}, {}, ['unknown', 'ask_person']],
  ])('%s', (_how, more, ours, expected) => {
    expect(judge('sdk_domain', more, ours)).toEqual(expected);
  });
});

it('a page of ours that does not say whose it is counts as none', () => {
  const details = { domains: [], deauthorizeUrl: null, privacyUrl: 'https://app.acme.test/privacy/', termsUrl: null };
  const app = { ok: true, value: { id: '300100', details } } as const;
  expect(judge('privacy_page', { app })).toEqual(['good', 'privacy_ours']);
  expect(judge('privacy_page', { app }, { isCompanyNamed: false })).toEqual(['bad', 'privacy_empty']);
  expect(judge('privacy_page', { app: { ok: true, value: { id: '300100', details: null } } })).toEqual([
    'unknown',
    'ask_person',
  ]);
});
