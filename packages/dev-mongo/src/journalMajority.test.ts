import { type Document, deserialize, serialize } from 'bson';
import { describe, expect, it } from 'vitest';
import { journalMajority } from './journalMajority.js';

const OP_MSG = 2013;
const OP_QUERY = 2004;

interface Section {
  kind: 0 | 1;
  content: Uint8Array;
}

const bodySection = (command: Document): Section => ({ kind: 0, content: serialize(command) });

function documentsSection(documents: Document[]): Section {
  const content = Buffer.concat([
    Buffer.alloc(4),
    Buffer.from('documents\0'),
    ...documents.map((one) => serialize(one)),
  ]);
  content.writeInt32LE(content.length, 0);
  return { kind: 1, content };
}

function message(sections: Section[], opcode = OP_MSG): Buffer {
  const bytes = Buffer.concat([
    Buffer.alloc(20),
    ...sections.flatMap(({ kind, content }) => [Buffer.of(kind), content]),
  ]);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeInt32LE(opcode, 12);
  return bytes;
}

function readSections(bytes: Buffer): Section[] {
  expect(bytes.readInt32LE(0)).toBe(bytes.length);
  const sections: Section[] = [];
  for (let at = 20; at < bytes.length; ) {
    const size = bytes.readInt32LE(at + 1);
    sections.push({ kind: bytes[at] === 0 ? 0 : 1, content: bytes.subarray(at + 1, at + 1 + size) });
    at += 1 + size;
  }
  return sections;
}

describe('a write that asks for a majority', () => {
  const command = { insert: 'orders', writeConcern: { w: 'majority', wtimeout: 5_000 }, $db: 'shop' };
  const asked = { ...command, writeConcern: { w: 1, wtimeout: 5_000, j: true } };

  it('asks the engine for its journal instead', () => {
    const [body] = readSections(journalMajority(message([bodySection(command)])));
    expect(deserialize(body?.content ?? Buffer.alloc(0))).toEqual(asked);
  });

  it('keeps its documents, wherever they stand in the message', () => {
    const documents = documentsSection([{ number: 1, note: 'majority' }, { number: 2 }]);
    for (const order of ['before', 'after'] as const) {
      const sections = order === 'before' ? [documents, bodySection(command)] : [bodySection(command), documents];
      const changed = readSections(journalMajority(message(sections)));
      expect(changed.map(({ kind }) => kind)).toEqual(sections.map(({ kind }) => kind));
      expect(Buffer.from(changed.find(({ kind }) => kind === 1)?.content ?? [])).toEqual(documents.content);
      expect(deserialize(changed.find(({ kind }) => kind === 0)?.content ?? Buffer.alloc(0))).toEqual(asked);
    }
  });
});

describe('anything else', () => {
  it('reaches the engine as it was sent', () => {
    const messages = [
      message([bodySection({ insert: 'orders', writeConcern: { w: 1 }, $db: 'shop' })]),
      message([bodySection({ insert: 'majority', $db: 'shop' })]),
      message([bodySection({ find: 'orders', readConcern: { level: 'majority' }, $db: 'shop' })]),
      message([
        bodySection({ insert: 'orders', $db: 'shop' }),
        documentsSection([{ writeConcern: { w: 'majority' } }]),
      ]),
      message([bodySection({ hello: 'majority' })], OP_QUERY),
    ];
    for (const one of messages) expect(journalMajority(one)).toBe(one);
  });
});
