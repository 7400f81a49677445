import { noticesReply } from '@switchboard/contracts';
import type { JsonObject } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmeNumber } from '../../test/deliveries.js';
import { type Business, startBusiness } from '../../test/inbox.js';
import { noticeWords } from './noticeWords.js';

const named = { message_template_id: 1689, message_template_name: 'spring_offer', message_template_language: 'en-US' };
const said = (field: string, value: Record<string, unknown>) => noticeWords(field, { ...named, ...value }).text;

describe('what Meta says about a template', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'template_category_update',
      { previous_category: 'UTILITY', new_category: 'MARKETING' },
      'Meta moved a template to another category. The price of a message depends on it. It is “spring_offer” (en_US): from utility to marketing.',
    ],
    [
      'template_category_update',
      { new_category: 'UTILITY', correct_category: 'MARKETING', category_update_timestamp: 1796090400 },
      'Meta will move a template to another category. The price of a message depends on it. It is “spring_offer” (en_US): from utility to marketing, on 2026-12-01 02:00 UTC.',
    ],
    [
      'template_category_update',
      { new_category: 'UTILITY', correct_category: 'MARKETING', category_update_timestamp: 'tomorrow' },
      'from utility to marketing, soon.',
    ],
    [
      'template_correct_category_detection',
      { category: 'UTILITY', correct_category: 'MARKETING' },
      'Meta finds that a template is in the wrong category. It is “spring_offer” (en_US): from utility to marketing.',
    ],
    [
      'message_template_quality_update',
      { previous_quality_score: 'GREEN', new_quality_score: 'RED' },
      'It is “spring_offer” (en_US): from high to low.',
    ],
    [
      'message_template_quality_update',
      { previous_quality_score: 'UNKNOWN', new_quality_score: 'YELLOW' },
      'from not rated yet to medium.',
    ],
    ['message_template_quality_update', { new_quality_score: 'GREEN' }, '“spring_offer” (en_US): now high.'],
    [
      'message_template_components_update',
      { message_template_element: 'Now 20 %\noff' },
      'It is “spring_offer” (en_US). It now says: “Now 20 % off”.',
    ],
    [
      'message_template_status_update',
      { event: 'REJECTED', reason: 'INVALID_FORMAT', rejection_info: { reason: 'A variable is missing' } },
      'It is “spring_offer” (en_US). Reason: invalid format. A variable is missing.',
    ],
    [
      'message_template_status_update',
      { event: 'PAUSED', reason: 'NONE', other_info: { title: 'FIRST_PAUSE', description: 'Paused for 3 hours.' } },
      'It is “spring_offer” (en_US). Paused for 3 hours.',
    ],
  ])('names it, and says from what to what: %s %j', (field, value, words) => {
    expect(said(field, value)).toContain(words);
  });

  it.each(['en_US', 'en-US'])('calls its language the same, written %s', (language) => {
    expect(said('template_category_update', { message_template_language: language })).toContain(
      '“spring_offer” (en_US)',
    );
  });

  it('knows it by its id where Meta gives no name', () => {
    const words = said('message_template_quality_update', {
      message_template_name: undefined,
      new_quality_score: 'RED',
    });
    expect(words).toContain('the one with the id 1689 (en_US): now low');
  });

  const wrong = [7, -1, Number.NaN, true, null, [], ['x'], {}, { $ne: 1 }, '', '   ', 'x'.repeat(100_000), '\u202e'];
  const fields = [
    'message_template_status_update',
    'message_template_quality_update',
    'message_template_components_update',
    'template_category_update',
    'template_correct_category_detection',
    'phone_number_quality_update',
    'business_capability_update',
  ];
  const keys = [
    ...['message_template_id', 'message_template_name', 'message_template_language', 'message_template_element'],
    ...['previous_category', 'new_category', 'correct_category', 'category_update_timestamp', 'category'],
    ...['previous_quality_score', 'new_quality_score', 'event', 'reason', 'rejection_info', 'other_info'],
    ...['current_limit', 'old_limit', 'max_daily_conversations_per_business'],
  ];
  it('is said whatever type its values have', () => {
    for (const field of fields) {
      for (const value of wrong) {
        const { title, text } = noticeWords(field, Object.fromEntries(keys.map((key) => [key, value])));
        expect(`${title} ${text}`).not.toMatch(/undefined|null|NaN|\[object/);
        expect(text).toMatch(/[.!?…]$/);
        expect(text.length).toBeLessThan(2_500);
      }
    }
  });
});

describe('a limit that Meta has not set', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'phone_number_quality_update',
      { event: 'ONBOARDING', current_limit: 'TIER_NOT_SET' },
      /The limit is not set yet\./,
    ],
    [
      'phone_number_quality_update',
      { event: 'UPGRADE', old_limit: 'TIER_NOT_SET', current_limit: 'TIER_250' },
      /The limit is now 250 customers a day; before it was not set yet\./,
    ],
    [
      'phone_number_quality_update',
      { event: 'UPGRADE', old_limit: 'TIER_1K', current_limit: 'TIER_10K' },
      /now 10K customers a day; before it was 1K customers a day\./,
    ],
    ['business_capability_update', { max_daily_conversations_per_business: 'TIER_NOT_SET' }, /is not set yet\./],
  ])('is called so: %s %j', (field, value, words) => {
    expect(noticeWords(field, value).text).toMatch(words);
    expect(noticeWords(field, value).text).not.toMatch(/NOT_SET/);
  });
});

describe('over the wire', () => {
  let business: Business;
  beforeAll(async () => {
    business = await startBusiness();
  });
  afterAll(() => business.stop());

  it.each<[string, JsonObject, string]>([
    [
      'template_category_update',
      { previous_category: 'UTILITY', new_category: 'MARKETING' },
      'from utility to marketing',
    ],
    [
      'message_template_quality_update',
      { previous_quality_score: 'GREEN', new_quality_score: 'YELLOW' },
      'high to medium',
    ],
    ['message_template_components_update', { message_template_element: 'Hello {{1}}' }, 'Hello {{1}}'],
  ])('a notice names the template: %s', async (field, value, words) => {
    await business.api.connection.collection('notices').deleteMany({});
    await business.api.sandbox.accountEvent({ wabaId: acmeNumber.wabaId, field, value: { ...named, ...value } });
    await business.settle();
    const { notices } = noticesReply.parse((await business.owner.get('/api/notices')).body);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.text).toContain('“spring_offer” (en_US)');
    expect(notices[0]?.text).toContain(words);
  });
});
