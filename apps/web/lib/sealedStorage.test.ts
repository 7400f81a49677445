import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readSealed, sealed, setStorageKey, unsealed, writeSealed } from './sealedStorage';

const newKey = () => randomBytes(32).toString('base64url');
const mine = newKey();
let kept: Map<string, string>;
beforeEach(() => {
  kept = new Map();
  const localStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  };
  vi.stubGlobal('window', { localStorage });
  setStorageKey(mine);
});
afterEach(() => vi.unstubAllGlobals());

describe('what the browser keeps', () => {
  it.each(['', 'A secret draft', 'Grüße 👋🏽 \u2028', 'x'.repeat(200_000)])(
    'comes back as it was, and is not to be read: %#',
    (text) => {
      writeSealed('drafts', text);
      expect(readSealed('drafts')).toBe(text);
      if (text !== '') expect(kept.get('drafts')).not.toContain(text.slice(0, 8));
    },
  );

  it('is never the same twice', () => {
    expect(sealed('drafts', 'A secret draft')).not.toBe(sealed('drafts', 'A secret draft'));
  });

  it('is opened by nobody else, after logging out, or under another name', () => {
    const entry = sealed('drafts', 'A secret draft');
    expect(unsealed('other', entry)).toBeNull();
    setStorageKey(newKey());
    expect(unsealed('drafts', entry)).toBeNull();
    setStorageKey(undefined);
    expect(unsealed('drafts', entry)).toBeNull();
    setStorageKey(mine);
    expect(unsealed('drafts', entry)).toBe('A secret draft');
  });

  it('and was changed, is nothing', () => {
    const entry = sealed('drafts', 'A secret draft') ?? '';
    const bytes = Buffer.from(entry.slice('sealed1.'.length), 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unsealed('drafts', `sealed1.${changed.toString('base64')}`)).toBeNull();
    }
    for (const none of [null, '', 'sealed1.', 'sealed1.???', entry.slice(0, -8)])
      expect(unsealed('drafts', none)).toBeNull();
  });

  it('is nothing while nobody is signed in', () => {
    setStorageKey(undefined);
    writeSealed('drafts', 'A secret draft');
    expect([...kept]).toEqual([]);
  });

  it('from before it was sealed, is taken over and sealed', () => {
    kept.set('drafts', '{"a":"A secret draft"}');
    expect(readSealed('drafts')).toBe('{"a":"A secret draft"}');
    expect(kept.get('drafts')).toMatch(/^sealed1\./);
    expect(readSealed('drafts')).toBe('{"a":"A secret draft"}');
  });
});
