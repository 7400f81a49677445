import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeyRing, type SealingKey } from './keyRing.js';
import { createSealer } from './sealer.js';

const newKey = (kid: string): SealingKey => ({ kid, key: randomBytes(32) });
const binding = ['meta-token', 'number', 'acc_1', '900', '700'];
const token = `EAA${'x'.repeat(200)}`;
const splitParts = (sealed: string) => {
  const [version = '', kid = '', nonce = '', body = ''] = sealed.split('.');
  return { version, kid, nonce: Buffer.from(nonce, 'base64url'), body: Buffer.from(body, 'base64url') };
};
const join = ({ version, kid, nonce, body }: ReturnType<typeof splitParts>) =>
  [version, kid, nonce.toString('base64url'), body.toString('base64url')].join('.');
const flipped = (bytes: Buffer, index: number, mask: number) => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(index) ^ mask, index);
  return copy;
};

describe('a sealed text', () => {
  const sealer = createSealer(new KeyRing([newKey('k1')]));

  it.each([
    ['a token', token],
    ['nothing', ''],
    ['words beyond ASCII', 'Grüße, 你好 🙂'],
  ])('opens to exactly what was sealed: %s', (_what, plaintext) => {
    expect(sealer.open(sealer.seal(plaintext, binding), binding)).toEqual({ ok: true, plaintext });
  });

  it('names its format and key, and shows nothing of what is inside', () => {
    const sealed = sealer.seal(token, binding);
    expect(sealed).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+$/);
    expect(sealed).not.toContain('EAA');
    expect(splitParts(sealed).nonce).toHaveLength(12);
    expect(splitParts(sealed).body).toHaveLength(token.length + 16);
  });

  it('is another one each time, because its nonce is', () => {
    const sealed = Array.from({ length: 2000 }, () => sealer.seal(token, binding));
    expect(new Set(sealed.map((text) => splitParts(text).nonce.toString('hex'))).size).toBe(sealed.length);
  });

  it('opens with no byte changed, whichever it is and however', () => {
    const parts = splitParts(sealer.seal(token, binding));
    const accepted: string[] = [];
    for (const mask of [0x01, 0x80, 0xff]) {
      for (const field of ['nonce', 'body'] as const) {
        for (let index = 0; index < parts[field].length; index += 1) {
          const changed = join({ ...parts, [field]: flipped(parts[field], index, mask) });
          const opened = sealer.open(changed, binding);
          if (opened.ok) accepted.push(`${field}[${index}] ^ ${mask}`);
          else expect(opened.reason).toBe('tampered');
        }
      }
    }
    expect(accepted).toEqual([]);
  });

  it('opens with no character replaced by another one', () => {
    const sealed = sealer.seal('EAAshort', binding);
    const accepted = [...sealed].flatMap((character, index) =>
      ['A', 'B', '_', '.', '=', ' '].flatMap((other) => {
        if (other === character) return [];
        const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
        return sealer.open(changed, binding).ok ? [changed] : [];
      }),
    );
    expect(accepted).toEqual([]);
  });

  it('does not open when its tag was cut short, though Node alone would take one of four bytes', () => {
    const parts = splitParts(sealer.seal(token, binding));
    for (let cut = 1; cut <= parts.body.length; cut += 1) {
      const opened = sealer.open(join({ ...parts, body: parts.body.subarray(0, parts.body.length - cut) }), binding);
      expect(opened.ok).toBe(false);
    }
  });

  it('does not open with a genuine tag that is shorter than 128 bits', () => {
    const key = newKey('k1');
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key.key, nonce, { authTagLength: 12 });
    cipher.setAAD(Buffer.from(JSON.stringify(['v1', 'k1', ...binding])));
    const body = Buffer.concat([cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    const opened = createSealer(new KeyRing([key])).open(join({ version: 'v1', kid: 'k1', nonce, body }), binding);
    expect(opened).toEqual({ ok: false, reason: 'tampered' });
  });

  it('has one spelling only: other base64 of the same bytes does not open', () => {
    const sealed = sealer.seal('EAAshort-', binding);
    const [version, kid, nonce = '', body = ''] = sealed.split('.');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sameBytes = [...alphabet]
      .map((last) => body.slice(0, -1) + last)
      .filter((other) => other !== body && Buffer.from(other, 'base64url').equals(Buffer.from(body, 'base64url')));
    expect(sameBytes.length).toBeGreaterThan(0);
    const spellings = [...sameBytes, `${body}=`, `${body}==`, `${body}\n`, ` ${body}`, `${body}!`];
    for (const spelling of spellings) {
      expect(sealer.open([version, kid, nonce, spelling].join('.'), binding)).toEqual({
        ok: false,
        reason: 'malformed',
      });
    }
    expect(sealer.open([version, kid, `${nonce}=`, body].join('.'), binding).ok).toBe(false);
  });

  it('is refused without a crash when it is no sealed text at all', () => {
    const parts = splitParts(sealer.seal(token, binding));
    const oddities = ['', '.', '...', 'v1.k1..', 'v1.k1.AAAA.AAAA', 'v2.k1.a.b', token, 'v1..a.b', 'v1.k1.a.b.c'];
    for (const oddity of oddities) expect(sealer.open(oddity, binding)).toEqual({ ok: false, reason: 'malformed' });
    for (const length of [0, 11, 13, 16]) {
      expect(sealer.open(join({ ...parts, nonce: randomBytes(length) }), binding).ok).toBe(false);
    }
  });

  it('opens for its own binding alone, and not for one that only reads the same', () => {
    const sealed = sealer.seal(token, ['a', 'b', 'c']);
    const others = [
      ['a', 'b'],
      ['a', 'b', 'c', ''],
      ['a', 'bc'],
      ['ab', 'c'],
      ['a,b', 'c'],
      ['a","b', 'c'],
      ['c', 'b', 'a'],
      [],
    ];
    for (const other of others) expect(sealer.open(sealed, other)).toEqual({ ok: false, reason: 'tampered' });
  });
});

describe('a key ring', () => {
  const [k1, k2] = [newKey('k1'), newKey('k2')];

  it('opens what an older key sealed, and seals with the first one', () => {
    const old = createSealer(new KeyRing([k1])).seal(token, binding);
    const both = createSealer(new KeyRing([k2, k1]));
    expect(both.open(old, binding)).toEqual({ ok: true, plaintext: token });
    expect(both.isCurrent(old)).toBe(false);
    expect(splitParts(both.seal(token, binding)).kid).toBe('k2');
    expect(both.isCurrent(both.seal(token, binding))).toBe(true);
  });

  it('says that a key is unknown, rather than that a text is damaged', () => {
    expect(createSealer(new KeyRing([k2])).open(createSealer(new KeyRing([k1])).seal(token, binding), binding)).toEqual(
      {
        ok: false,
        reason: 'unknown_key',
        kid: 'k1',
      },
    );
  });

  it('does not open a text under another key of the ring, whatever key the text names', () => {
    const both = createSealer(new KeyRing([k2, k1]));
    const relabelled = join({ ...splitParts(createSealer(new KeyRing([k1])).seal(token, binding)), kid: 'k2' });
    expect(both.open(relabelled, binding)).toEqual({ ok: false, reason: 'tampered' });
    const impostor = createSealer(new KeyRing([{ kid: 'k1', key: randomBytes(32) }]));
    expect(both.open(impostor.seal(token, binding), binding)).toEqual({ ok: false, reason: 'tampered' });
  });

  it('binds the key’s name: one key under two names is two keys', () => {
    const renamed = join({ ...splitParts(createSealer(new KeyRing([k1])).seal(token, binding)), kid: 'k9' });
    expect(createSealer(new KeyRing([{ kid: 'k9', key: k1.key }])).open(renamed, binding).ok).toBe(false);
  });

  it('does not take a key’s name for the beginning of another one', () => {
    const sealer = createSealer(new KeyRing([newKey('k1')]));
    expect(sealer.isCurrent(createSealer(new KeyRing([newKey('k10')])).seal(token, binding))).toBe(false);
  });

  it('does not start empty or with a key of another length', () => {
    expect(() => createSealer(new KeyRing([]))).toThrow('at least one key');
    for (const length of [0, 16, 31, 33]) {
      expect(() => createSealer(new KeyRing([{ kid: 'k1', key: randomBytes(length) }]))).toThrow(
        'Key k1 must have 32 bytes',
      );
    }
  });
});
