import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { delivery, metadata, readUpdates } from '../test/webhookFixture.js';
import { webhookFields } from './webhookFields.js';

const docs = readFileSync(new URL('../../../docs/real-meta-app.md', import.meta.url), 'utf8');
const neededWords = { always: 'always', phone_app: 'numbers that stay on the phone', groups: 'groups' };

describe('the webhook fields to subscribe', () => {
  it('are all that Meta has for WhatsApp, each once', () => {
    const fields = webhookFields.map(({ field }) => field);
    expect(new Set(fields).size).toBe(30);
    expect(fields.filter((field) => field.startsWith('group_'))).toHaveLength(4);
  });

  it('are the list of the guide, word by word', () => {
    const listed = [...docs.matchAll(/^\| `([a-z_]+)` \| (.*) \| (.*) \|$/gm)].map((row) => row.slice(1));
    expect(listed).toEqual(webhookFields.map(({ field, brings, needed }) => [field, brings, neededWords[needed]]));
  });

  it.each(webhookFields)('$field is a field that is read', ({ field }) => {
    const reasons = readUpdates(delivery(field, { metadata })).map(
      (update) => update.kind === 'unknown' && update.reason,
    );
    expect(reasons).not.toContain('field_unknown');
  });
});
