import { describe, expect, it } from 'vitest';
import { type GlibcVersion, glibcFit, isNewerGlibc, parseGlibcVersion, relaxGlibc } from './relaxGlibc.js';

const debian12: GlibcVersion = { major: 2, minor: 36 };

describe('a library that asks for a newer glibc', () => {
  const library = () =>
    buildLibrary({
      versions: ['GLIBC_2.2.5', 'GLIBC_2.38', 'GLIBC_ABI_DT_RELR'],
      imports: [
        { name: 'malloc', version: 'GLIBC_2.2.5' },
        { name: '__isoc23_strtol', version: 'GLIBC_2.38' },
        { name: 'fmod', version: 'GLIBC_2.38' },
      ],
      defines: { name: '__isoc23_mine', version: 'GLIBC_2.38' },
    });

  it('marks only the missing version as optional', () => {
    const relaxed = readLibrary(relaxGlibc(library(), debian12));
    expect(relaxed.versions).toEqual({ 'GLIBC_2.2.5': 0, 'GLIBC_2.38': 2, GLIBC_ABI_DT_RELR: 0 });
  });

  it('takes the functions of the missing version from whatever version the host has, by their plain names', () => {
    const { symbols } = readLibrary(relaxGlibc(library(), debian12));
    expect(symbols).toMatchObject([
      { name: 'malloc', versionIndex: 2 },
      { name: 'strtol', versionIndex: 1 },
      { name: 'fmod', versionIndex: 1 },
      { name: '__isoc23_mine', versionIndex: 3 },
    ]);
  });

  it('leaves the original bytes alone', () => {
    const original = library();
    relaxGlibc(original, debian12);
    expect(original).toEqual(library());
  });

  it('does not change for a host that has everything', () => {
    expect(relaxGlibc(library(), { major: 2, minor: 38 })).toEqual(library());
  });

  it('is recognised: loads, needs relaxing, or can never load where packed relocations are unknown', () => {
    expect(glibcFit(library(), { major: 2, minor: 39 })).toBe('loads');
    expect(glibcFit(library(), debian12)).toBe('relax');
    expect(glibcFit(library(), { major: 2, minor: 35 })).toBe('never');
  });
});

describe('what is not such a library', () => {
  it('is refused with a sentence', () => {
    expect(() => relaxGlibc(Buffer.from('#!/bin/sh'), debian12)).toThrow('not a 64-bit little-endian ELF file');
    expect(() => relaxGlibc(Buffer.alloc(64), debian12)).toThrow('not a 64-bit little-endian ELF file');
  });
});

describe('a glibc version', () => {
  it('is compared by number, not by text', () => {
    expect(isNewerGlibc({ major: 2, minor: 38 }, { major: 2, minor: 9 })).toBe(true);
    expect(isNewerGlibc({ major: 2, minor: 36 }, debian12)).toBe(false);
    expect(isNewerGlibc({ major: 3, minor: 0 }, debian12)).toBe(true);
  });

  it('is read from the names libraries use', () => {
    expect(parseGlibcVersion('GLIBC_2.2.5')).toEqual({ major: 2, minor: 2 });
    expect(parseGlibcVersion('2.36')).toEqual(debian12);
    expect(parseGlibcVersion('GLIBC_PRIVATE')).toBeUndefined();
  });
});

interface LibraryContent {
  versions: string[];
  imports: { name: string; version: string }[];
  defines: { name: string; version: string };
}

const FIRST_VERSION_INDEX = 2;

function buildLibrary({ versions, imports, defines }: LibraryContent): Buffer {
  const names = Buffer.from(`\0${[...versions, ...imports.map(({ name }) => name), defines.name].join('\0')}\0`);
  const nameOffset = (name: string) => names.indexOf(`\0${name}\0`) + 1;
  const symbols = [...imports, defines].map(({ name }, i) => {
    const symbol = Buffer.alloc(24);
    symbol.writeUInt32LE(nameOffset(name), 0);
    symbol.writeUInt16LE(i < imports.length ? 0 : 7, 6);
    return symbol;
  });
  const symbolVersions = [...imports, defines].map(({ version }) => {
    const index = Buffer.alloc(2);
    index.writeUInt16LE(versions.indexOf(version) + FIRST_VERSION_INDEX, 0);
    return index;
  });
  const needed = Buffer.alloc(16 + 16 * versions.length);
  needed.writeUInt16LE(1, 0);
  needed.writeUInt16LE(versions.length, 2);
  needed.writeUInt32LE(16, 8);
  versions.forEach((name, i) => {
    needed.writeUInt16LE(i + FIRST_VERSION_INDEX, 16 + 16 * i + 6);
    needed.writeUInt32LE(nameOffset(name), 16 + 16 * i + 8);
    needed.writeUInt32LE(i === versions.length - 1 ? 0 : 16, 16 + 16 * i + 12);
  });

  const bodies = [
    { type: 0, link: 0, body: Buffer.alloc(0) },
    { type: 3, link: 0, body: names },
    { type: 11, link: 1, body: Buffer.concat(symbols) },
    { type: 0x6fffffff, link: 2, body: Buffer.concat(symbolVersions) },
    { type: 0x6ffffffe, link: 1, body: needed },
  ];
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  let offset = header.length;
  const table = bodies.map(({ type, link, body }) => {
    const entry = Buffer.alloc(64);
    entry.writeUInt32LE(type, 4);
    entry.writeBigUInt64LE(BigInt(offset), 24);
    entry.writeBigUInt64LE(BigInt(body.length), 32);
    entry.writeUInt32LE(link, 40);
    offset += body.length;
    return entry;
  });
  header.writeBigUInt64LE(BigInt(offset), 0x28);
  header.writeUInt16LE(64, 0x3a);
  header.writeUInt16LE(bodies.length, 0x3c);
  return Buffer.concat([header, ...bodies.map(({ body }) => body), ...table]);
}

function readLibrary(image: Buffer) {
  const table = Number(image.readBigUInt64LE(0x28));
  const [names = 0, symbols = 0, symbolVersions = 0, needed = 0] = [1, 2, 3, 4].map((section) =>
    Number(image.readBigUInt64LE(table + 64 * section + 24)),
  );
  const nameAt = (offset: number) => image.toString('latin1', names + offset, image.indexOf(0, names + offset));
  return {
    versions: Object.fromEntries(
      Array.from({ length: image.readUInt16LE(needed + 2) }, (_, i) => {
        const entry = needed + 16 + 16 * i;
        return [nameAt(image.readUInt32LE(entry + 8)), image.readUInt16LE(entry + 4)];
      }),
    ),
    symbols: Array.from({ length: (symbolVersions - symbols) / 24 }, (_, i) => ({
      name: nameAt(image.readUInt32LE(symbols + 24 * i)),
      versionIndex: image.readUInt16LE(symbolVersions + 2 * i),
    })),
  };
}
