import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appSecret } from '../../test/graphFixture.js';
import { createSignatureVerifier, signWebhook, verifyWebhookSignature } from './signature.js';

// The vector of meta-platform 8.2: Meta signs a body with escapes, and the escapes count.
const body = Buffer.from(
  String.raw`{"object":"whatsapp_business_account","entry":[{"id":"900100200300","changes":[{"field":"messages","value":{"messages":[{"text":{"body":"caf\u00e9 \ud83d\udc4d https:\/\/x.test"}}]}}]}]}`,
);
const hex = 'd142e14e92734624f761761458a35fafd2743b3695880a8f4fec61c06e484149';
const header = `sha256=${hex}`;
const verify = createSignatureVerifier(appSecret);

describe('a signature of Meta', () => {
  it('is accepted', () => {
    expect(verify(body, header)).toBe(true);
    expect(verifyWebhookSignature(body, header, appSecret)).toBe(true);
  });

  it('is what a simulator writes', () => {
    expect(signWebhook(body, appSecret)).toBe(header);
    expect(signWebhook('é', appSecret)).toBe(signWebhook(Buffer.from('é'), appSecret));
  });

  const sha1 = createHmac('sha1', appSecret).update(body).digest('hex');
  it.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['only the algorithm', 'sha256='],
    ['only the digest', hex],
    ['another algorithm', `sha1=${sha1}`],
    ['another name for the digest', `sha1=${hex}`],
    ['an algorithm in upper case', `SHA256=${hex}`],
    ['a digest in upper case', `sha256=${hex.toUpperCase()}`],
    ['one letter in upper case', header.replace('d142', 'D142')],
    ['one digit less', header.slice(0, -1)],
    ['one digit more', `${header}0`],
    ['a space before', ` ${header}`],
    ['a space behind', `${header} `],
    ['a line break behind', `${header}\n`],
    ['a space between', `sha256= ${hex}`],
    ['quotes', `sha256="${hex}"`],
    ['two, joined by Node', `${header}, ${header}`],
    ['the right one behind a wrong one', `sha256=${'0'.repeat(64)},${header}`],
    ['a list of one', [header]],
    ['a list of two', [header, header]],
    ['an empty list', []],
    ['letters that only look like hex when cut to a byte', header.replace('d', '\u0164')],
    ['base64', `sha256=${createHmac('sha256', appSecret).update(body).digest('base64')}`],
    ['the signature of another app', signWebhook(body, 'another-app-secret')],
    ['the signature of another body', signWebhook('{}', appSecret)],
    ['zeros', `sha256=${'0'.repeat(64)}`],
  ])('is not: %s', (_what, wrong) => {
    expect(verify(body, wrong)).toBe(false);
    expect(verifyWebhookSignature(body, wrong, appSecret)).toBe(false);
  });

  it('does not fit the same JSON written again', () => {
    const again = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    expect(signWebhook(again, appSecret)).toMatch(/^sha256=4d0cf71e/);
    expect(verify(again, header)).toBe(false);
  });

  it('does not fit a body with something before, behind or missing', () => {
    for (const other of [
      Buffer.alloc(0),
      body.subarray(1),
      body.subarray(0, -1),
      Buffer.concat([body, Buffer.from('\n')]),
    ]) {
      expect(verify(other, header)).toBe(false);
    }
  });

  it('cannot be made without a secret', () => {
    expect(() => createSignatureVerifier('')).toThrow(/empty/);
    expect(() => verifyWebhookSignature(body, header, '')).toThrow(/empty/);
    expect(() => signWebhook(body, '')).toThrow(/empty/);
  });
});

describe('whatever the body is', () => {
  const anyBody = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: 'binary' }).map((text) => Buffer.from(JSON.stringify({ text }))),
  );

  it('its own signature fits', () => {
    fc.assert(fc.property(anyBody, (any) => verify(any, signWebhook(any, appSecret))));
    const large = Buffer.alloc(3 * 1024 * 1024, 'é');
    expect(verify(large, signWebhook(large, appSecret))).toBe(true);
  });

  it('no single bit of the real one may differ', () => {
    for (let bit = 0; bit < body.length * 8; bit += 1) expect(verify(flip(body, bit), header)).toBe(false);
  });

  it('no single bit of the header may differ', () => {
    const bytes = Buffer.from(header);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      expect(verify(body, flip(bytes, bit).toString('latin1'))).toBe(false);
    }
  });

  it('no single bit of any may differ', () => {
    fc.assert(
      fc.property(anyBody, fc.nat(), (any, at) => {
        fc.pre(any.length > 0);
        return !verify(flip(any, at % (any.length * 8)), signWebhook(any, appSecret));
      }),
    );
  });
});

function flip(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}
