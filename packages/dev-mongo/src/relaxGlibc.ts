/**
 * Makes a Linux library that was linked against a newer glibc load on an older one, where it only needs functions
 * the older one also has.
 *
 * A shared library lists the glibc versions it needs (`.gnu.version_r`) and, for every imported function, which of
 * them it is bound to (`.gnu.version`, one entry beside each entry of `.dynsym`). The loader refuses the whole file
 * when a listed version is missing, even if the functions themselves exist under an older version. So, for versions
 * newer than the host's:
 *
 * 1. the listed version is marked weak, which makes the loader go on without it;
 * 2. the functions bound to it are made unversioned, so that the host's own version of them is taken;
 * 3. `__isoc23_strtol` and its family, new in 2.38, are renamed to the plain `strtol` they stand for, by letting the
 *    name start 9 characters later in the string table. (They differ only in accepting C23's `0b` binary numbers.)
 *
 * Nothing moves and nothing grows: a few bytes are overwritten in a copy. ELF64, little endian (x64 and arm64).
 */

export interface GlibcVersion {
  major: number;
  minor: number;
}

/** Reads `2.36` or `GLIBC_2.36` (also `2.2.5`, whose last part never matters here). `undefined` for anything else. */
export function parseGlibcVersion(text: string): GlibcVersion | undefined {
  const match = /^(?:GLIBC_)?(\d+)\.(\d+)(?:\.\d+)?$/.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

export function isNewerGlibc(version: GlibcVersion, other: GlibcVersion): boolean {
  return version.major > other.major || (version.major === other.major && version.minor > other.minor);
}

const ELF_MAGIC = 0x7f454c46;
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const SECTION_DYNAMIC_SYMBOLS = 11;
const SECTION_VERSIONS_NEEDED = 0x6ffffffe;
const SECTION_SYMBOL_VERSIONS = 0x6fffffff;
const SYMBOL_SIZE = 24;
const SYMBOL_UNDEFINED = 0;
const VERSION_GLOBAL = 1;
const VERSION_INDEX_MASK = 0x7fff;
const FLAG_WEAK = 0x2;
const C23_PREFIX = '__isoc23_';
/** Says that the file's relocations are packed in a way (DT_RELR) that only loaders since 2.36 understand. */
const PACKED_RELOCATIONS = 'GLIBC_ABI_DT_RELR';
const PACKED_RELOCATIONS_SINCE: GlibcVersion = { major: 2, minor: 36 };

/**
 * Whether the file can be loaded on `host` as it is (`loads`), only as a relaxed copy (`relax`), or not at all
 * (`never`: its relocations are packed and the host's loader does not know how to unpack them).
 */
export function glibcFit(image: Buffer, host: GlibcVersion): 'loads' | 'relax' | 'never' {
  const needed = readNeededVersions(image, readLayout(image));
  if (isNewerGlibc(PACKED_RELOCATIONS_SINCE, host) && needed.some(({ name }) => name === PACKED_RELOCATIONS)) {
    return 'never';
  }
  return needed.some((version) => isMissing(version, host)) ? 'relax' : 'loads';
}

/**
 * Gives a copy of the library that asks for nothing newer than `host`; `image` itself stays as it is.
 * @throws Error when `image` is not an ELF64 little-endian library with symbol versions.
 */
export function relaxGlibc(image: Buffer, host: GlibcVersion): Buffer {
  const relaxed = Buffer.from(image);
  const layout = readLayout(relaxed);

  const missing = readNeededVersions(relaxed, layout).filter((version) => isMissing(version, host));
  for (const { flagsOffset } of missing) {
    relaxed.writeUInt16LE(relaxed.readUInt16LE(flagsOffset) | FLAG_WEAK, flagsOffset);
  }

  const missingIndexes = new Set(missing.map(({ index }) => index));
  const { symbols, symbolNames, symbolVersions } = layout;
  for (let i = 0; i < symbols.size / SYMBOL_SIZE; i += 1) {
    const symbolOffset = symbols.offset + i * SYMBOL_SIZE;
    const versionOffset = symbolVersions.offset + i * 2;
    const isUndefined = relaxed.readUInt16LE(symbolOffset + 6) === SYMBOL_UNDEFINED;
    const versionIndex = relaxed.readUInt16LE(versionOffset) & VERSION_INDEX_MASK;
    if (!isUndefined || !missingIndexes.has(versionIndex)) continue;

    relaxed.writeUInt16LE(VERSION_GLOBAL, versionOffset);
    const nameOffset = relaxed.readUInt32LE(symbolOffset);
    if (readString(relaxed, symbolNames.offset + nameOffset).startsWith(C23_PREFIX)) {
      relaxed.writeUInt32LE(nameOffset + C23_PREFIX.length, symbolOffset);
    }
  }
  return relaxed;
}

interface Section {
  type: number;
  offset: number;
  size: number;
  /** Index of the section this one refers to; for symbols and versions, the one that holds their names. */
  link: number;
}

interface Layout {
  symbols: Section;
  symbolNames: Section;
  symbolVersions: Section;
  versionsNeeded: Section;
  versionNames: Section;
}

interface NeededVersion {
  name: string;
  index: number;
  flagsOffset: number;
}

function readLayout(image: Buffer): Layout {
  const isElf = image.length >= 64 && image.readUInt32BE(0) === ELF_MAGIC;
  if (!isElf || image[4] !== CLASS_64 || image[5] !== LITTLE_ENDIAN) {
    throw new Error('This is not a 64-bit little-endian ELF file.');
  }
  const tableOffset = Number(image.readBigUInt64LE(0x28));
  const entrySize = image.readUInt16LE(0x3a);
  const sections = Array.from({ length: image.readUInt16LE(0x3c) }, (_, i): Section => {
    const entry = tableOffset + i * entrySize;
    return {
      type: image.readUInt32LE(entry + 4),
      offset: Number(image.readBigUInt64LE(entry + 24)),
      size: Number(image.readBigUInt64LE(entry + 32)),
      link: image.readUInt32LE(entry + 40),
    };
  });
  const ofType = (type: number) => sections.find((section) => section.type === type);

  const symbols = ofType(SECTION_DYNAMIC_SYMBOLS);
  const symbolVersions = ofType(SECTION_SYMBOL_VERSIONS);
  const versionsNeeded = ofType(SECTION_VERSIONS_NEEDED);
  const symbolNames = symbols && sections[symbols.link];
  const versionNames = versionsNeeded && sections[versionsNeeded.link];
  if (!symbols || !symbolNames || !symbolVersions || !versionsNeeded || !versionNames) {
    throw new Error('This ELF file has no symbol versions to relax.');
  }
  return { symbols, symbolNames, symbolVersions, versionsNeeded, versionNames };
}

/** `.gnu.version_r` is a list of libraries, each with a list of the versions needed from it; both are linked by offsets. */
function readNeededVersions(image: Buffer, { versionsNeeded, versionNames }: Layout): NeededVersion[] {
  const versions: NeededVersion[] = [];
  let library = versionsNeeded.offset;
  for (;;) {
    let version = library + image.readUInt32LE(library + 8);
    for (let left = image.readUInt16LE(library + 2); left > 0; left -= 1) {
      versions.push({
        name: readString(image, versionNames.offset + image.readUInt32LE(version + 8)),
        index: image.readUInt16LE(version + 6),
        flagsOffset: version + 4,
      });
      version += image.readUInt32LE(version + 12);
    }
    const next = image.readUInt32LE(library + 12);
    if (next === 0) return versions;
    library += next;
  }
}

function isMissing({ name }: NeededVersion, host: GlibcVersion): boolean {
  const version = name.startsWith('GLIBC_') ? parseGlibcVersion(name) : undefined;
  return version !== undefined && isNewerGlibc(version, host);
}

function readString(image: Buffer, offset: number): string {
  return image.toString('latin1', offset, image.indexOf(0, offset));
}
