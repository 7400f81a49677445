import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameWamid, readWamid, wamidKey } from './wamid.js';

/** Its length in one byte: more than the protocol's own writing has room for is written so, too. */
const text = (value: string) => Buffer.concat([Buffer.from([0x18, value.length]), Buffer.from(value, 'latin1')]);
interface Form {
  peer: string;
  token: string;
  direction?: number;
  /** Bytes between the peer and its end. */
  kind?: number[];
  rest?: number[];
}
const makeBytes = ({ peer, token, direction = 0x12, kind = [0x15, 0x02], rest = [0x00] }: Form) =>
  Buffer.concat([
    Buffer.from([0x1c]),
    text(peer),
    Buffer.from([...kind, 0x00, direction]),
    text(token),
    Buffer.from(rest),
  ]);
const wamid = (form: Form, encoding: 'base64' | 'base64url' = 'base64') =>
  `wamid.${makeBytes(form).toString(encoding)}`;

const byPhone = { peer: '15550190001', token: '3A7B5BD961170A937ACE' };
const byId = { ...byPhone, peer: 'US.20840000000000001' };

describe('Meta’s id of a message', () => {
  it.each([
    ['of a customer, with the phone number', byPhone, false],
    ['of a customer, with the business-scoped id', byId, false],
    ['of the business', { ...byPhone, direction: 0x11 }, true],
    ['with another kind of peer', { ...byPhone, kind: [0x15, 0x04] }, false],
    ['with more about the peer', { ...byPhone, kind: [0x15, 0x02, 0x18, 0x01, 0x61, 0x11, 0x1c, 0x11, 0x00] }, false],
    ['with more behind the token', { ...byPhone, rest: [0x1c, 0x18, 0x01, 0x37, 0x00, 0x00] }, false],
    ['without its end', { ...byPhone, rest: [] }, false],
    ['of somebody with the longest id', { ...byPhone, peer: `US.${'7'.repeat(200)}` }, false],
    ['of somebody with a long id', { ...byPhone, peer: `US.ENT.${'7'.repeat(120)}` }, false],
  ])('%s is read', (_what, form: Form, isOurs) => {
    expect(readWamid(wamid(form))).toEqual({ peer: form.peer, isOurs, token: form.token });
  });

  it('is read with a length in two bytes', () => {
    const { peer, token } = { ...byPhone, peer: `US.${'7'.repeat(130)}` };
    const length = Buffer.from([0x18, 0x80 | (peer.length & 0x7f), peer.length >> 7]);
    const tail = [Buffer.from([0x15, 0x02, 0x00, 0x11]), text(token), Buffer.from([0x00])];
    const bytes = Buffer.concat([Buffer.from([0x1c]), length, Buffer.from(peer), ...tail]);
    expect(readWamid(`wamid.${bytes.toString('base64')}`)).toEqual({ peer, isOurs: true, token });
  });

  it('is read without its padding, and in the alphabet of URLs', () => {
    const form = { ...byPhone, token: '~~~???>>>' };
    expect(wamid(form, 'base64url')).toMatch(/[-_]/);
    for (const id of [wamid(form), wamid(form).replace(/=+$/, ''), wamid(form, 'base64url')]) {
      expect(readWamid(id)?.token).toBe('~~~???>>>');
    }
  });

  it('is one message’s under both forms, and another’s in the other direction', () => {
    expect(wamidKey(wamid(byPhone))).toBe('in:3A7B5BD961170A937ACE');
    expect(isSameWamid(wamid(byPhone), wamid(byId))).toBe(true);
    expect(isSameWamid(wamid(byPhone), wamid({ ...byId, direction: 0x11 }))).toBe(false);
    expect(isSameWamid(wamid(byPhone), wamid({ ...byId, token: 'X' }))).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['an id of ours', 'wamid.TEST12x3'],
    ['a call', 'wacid.HBgLMTU1'],
    ['the beginning of one', 'wamid.HBgLMTU1'],
    ['only the prefix', 'wamid.'],
    ['signs in between', `${wamid(byPhone).slice(0, 20)} ${wamid(byPhone).slice(20)}`],
    ['a length beyond its end', `wamid.${Buffer.from([0x1c, 0x18, 0x7f, 0x31]).toString('base64')}`],
    ['a direction that there is not', wamid({ ...byPhone, direction: 0x13 })],
    ['an empty token', wamid({ ...byPhone, token: '' })],
    ['an empty peer', wamid({ ...byPhone, peer: '' })],
    ['a token that is no text', wamid({ ...byPhone, token: '\u0000\u0001' })],
    ['structures without end', `wamid.${Buffer.from([0x1c, ...Array(400).fill(0x1c)]).toString('base64')}`],
    ['a hundred thousand characters', `wamid.HBgL${'A'.repeat(100_000)}`],
  ])('that is %s is opaque, and only the same as itself', (_what, id) => {
    expect(readWamid(id)).toBeNull();
    expect(isSameWamid(id, id)).toBe(true);
    expect(isSameWamid(id, `${id}x`)).toBe(false);
  });

  it('of any bytes is read or opaque, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const tail = Buffer.concat([Buffer.from([0x1c, 0x18]), Buffer.from(bytes)]);
        const read = readWamid(`wamid.${tail.toString('base64')}`);
        expect(read === null || (read.peer !== '' && read.token !== '')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('made of any peer and token gives them back', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9._-]{1,100}$/);
    fc.assert(
      fc.property(word, word, fc.boolean(), (peer, token, isOurs) => {
        expect(readWamid(wamid({ peer, token, direction: isOurs ? 0x11 : 0x12 }))).toEqual({ peer, isOurs, token });
      }),
    );
  });
});
