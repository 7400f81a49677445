import { linkify } from './linkify';

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'code'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] };

/** Parts of a text that stand below each other. The `lines` of a paragraph were separated by line breaks. */
export type Block =
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'quote'; lines: Inline[][] }
  | { kind: 'bullets'; items: Inline[][] }
  | { kind: 'numbers'; items: { number: number; line: Inline[] }[] };

const kinds = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Marker = keyof typeof kinds;
const isMarker = (char: string): char is Marker => char in kinds && char.length === 1;

/** A letter, a digit, or a mark on one: a sign between two of them belongs to a word. */
const WORD_BEFORE = /[\p{L}\p{N}\p{M}]$/u;
const WORD_AFTER = /^[\p{L}\p{N}\p{M}]/u;
const GAP = /\s/;

/** Characters of the text that are taken as they are: an address, or code. */
interface Range {
  start: number;
  end: number;
  piece: Inline;
}

const FENCE = '```';

/** Returns the next position of a text from a growing offset, so that no character is searched twice. */
function finder(text: string, wanted: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) found = text.indexOf(wanted, from);
    if (found < 0) found = Number.POSITIVE_INFINITY;
    return found;
  };
}

/** Code: between single backticks within a line, or three over several lines. */
function findCodes(text: string): Range[] {
  const found: Range[] = [];
  const nextTick = finder(text, '`');
  const nextFence = finder(text, FENCE);
  const nextBreak = finder(text, '\n');
  let at = nextTick(0);
  while (at < text.length) {
    const isFence = nextFence(at) === at;
    const signs = isFence ? FENCE.length : 1;
    const end = isFence ? nextFence(at + signs) : nextTick(at + signs);
    const inside = end < text.length && (isFence || end < nextBreak(at)) ? text.slice(at + signs, end) : '';
    if (inside.trim() === '') {
      at = nextTick(at + signs);
      continue;
    }
    const code = isFence ? inside.replace(/^\r?\n/, '').replace(/\r?\n$/, '') : inside;
    found.push({ start: at, end: end + signs, piece: { kind: 'code', text: code } });
    at = nextTick(end + signs);
  }
  return found;
}

/** The link finder counts an underscore as part of a word; here it may open an address in italics. */
const OPENED_ADDRESS = /(^|[\s*~(])_(?=https?:\/\/)/gi;
/** Longer texts are searched for links in parts, because the finder's work grows faster than the text. */
const PART = 4_096;

function findPartEnd(text: string, start: number): number {
  const end = start + PART;
  if (end >= text.length) return text.length;
  const part = text.slice(start, end);
  const gap = Math.max(part.lastIndexOf(' '), part.lastIndexOf('\n'));
  return gap > 0 ? start + gap : end;
}

function findLinks(text: string): Range[] {
  const found: Range[] = [];
  for (let start = 0; start < text.length; ) {
    const end = findPartEnd(text, start);
    let position = start;
    for (const { text: part, href } of linkify(text.slice(start, end).replace(OPENED_ADDRESS, '$1 '))) {
      if (href !== null) {
        found.push({ start: position, end: position + part.length, piece: { kind: 'link', text: part, href } });
      }
      position += part.length;
    }
    start = end;
  }
  return found;
}

function merged(codes: readonly Range[], links: readonly Range[]): Range[] {
  const all: Range[] = [];
  let next = 0;
  for (const link of links) {
    for (let code = codes[next]; code && code.start < link.end; code = codes[next]) {
      all.push(code);
      next += 1;
    }
    if ((all.at(-1)?.end ?? 0) <= link.start) all.push(link);
  }
  return [...all, ...codes.slice(next)];
}

interface Line {
  start: number;
  end: number;
  ranges: Range[];
}

/** The lines of a text; a line break within code ends none. */
function splitLines(text: string, ranges: readonly Range[]): Line[] {
  const lines: Line[] = [];
  let line: Line = { start: 0, end: 0, ranges: [] };
  let next = 0;
  for (let at = 0; at < text.length; at += 1) {
    const range = ranges[next];
    if (range && at === range.start) {
      line.ranges.push(range);
      at = range.end - 1;
      next += 1;
    } else if (text[at] === '\n') {
      line.end = at;
      lines.push(line);
      line = { start: at + 1, end: 0, ranges: [] };
    }
  }
  line.end = text.length;
  lines.push(line);
  return lines;
}

interface Opened {
  marker: Marker | null;
  pieces: Inline[];
}

/** The pieces of one line, read once. Each sign can be open once, so at most three are, and the work is linear. */
function parseInline(text: string, { start, end, ranges }: Line, from: number): Inline[] {
  const root: Opened = { marker: null, pieces: [] };
  const stack: Opened[] = [root];
  let next = 0;
  let plainFrom = from;
  let at = from;

  const top = () => stack.at(-1) ?? root;
  const flush = (until: number) => {
    if (until > plainFrom) addText(top().pieces, text.slice(plainFrom, until));
  };
  const close = (index: number) => {
    flush(at);
    // A sign within it that did not close stays a character.
    while (stack.length > index + 1) unwind(stack);
    const { marker, pieces } = stack.pop() ?? root;
    if (marker) top().pieces.push({ kind: kinds[marker], children: pieces });
    at += 1;
    plainFrom = at;
  };

  while (at < end) {
    const range = ranges[next];
    if (range && at === range.start) {
      next += 1;
      flush(at);
      const { piece } = range;
      const link = piece.kind === 'link' ? untilOpen(piece, stack) : null;
      top().pieces.push(link ?? piece);
      at = link ? at + link.text.length : range.end;
      plainFrom = at;
      continue;
    }
    const char = text[at] ?? '';
    if (isMarker(char)) {
      const before = at > start ? text.slice(Math.max(from, at - 2), at) : '';
      const after = at + 1 < end ? text.slice(at + 1, Math.min(end, at + 3)) : '';
      const open = stack.findIndex(({ marker }) => marker === char);
      const isEnd =
        before !== '' && !GAP.test(before.slice(-1)) && before.slice(-1) !== char && !WORD_AFTER.test(after);
      if (open > 0 && isEnd) {
        close(open);
        continue;
      }
      const isStart = after !== '' && !GAP.test(after[0] ?? '') && after[0] !== char && !WORD_BEFORE.test(before);
      if (open < 0 && isStart) {
        flush(at);
        stack.push({ marker: char, pieces: [] });
        plainFrom = at + 1;
      }
    }
    at += 1;
  }
  flush(end);
  while (stack.length > 1) unwind(stack);
  return root.pieces;
}

/** The last open sign did not close: it is a character. */
function unwind(stack: Opened[]): void {
  const { marker, pieces } = stack.pop() ?? { marker: null, pieces: [] };
  const into = stack.at(-1)?.pieces;
  if (!into || !marker) return;
  addText(into, marker);
  for (const piece of pieces) {
    if (piece.kind === 'text') addText(into, piece.text);
    else into.push(piece);
  }
}

function addText(pieces: Inline[], text: string): void {
  const last = pieces.at(-1);
  if (last?.kind === 'text') last.text += text;
  else pieces.push({ kind: 'text', text });
}

/** An address in bold ends before the closing sign: `*https://example.com*`. */
function untilOpen(link: Extract<Inline, { kind: 'link' }>, stack: readonly Opened[]): typeof link {
  let end = link.text.length;
  while (end > 0 && stack.some(({ marker }) => marker !== null && marker === link.text[end - 1])) end -= 1;
  const text = link.text.slice(0, end);
  return end === link.text.length || !URL.canParse(text) ? link : { ...link, text, href: new URL(text).href };
}

const BULLET = /^[*-] (?=\S)/;
const NUMBER = /^(\d{1,3})\. (?=\S)/;
const QUOTE = /^> (?=\S)/;

function readLine(text: string, line: Line): { kind: Block['kind']; pieces: Inline[]; number: number } {
  const head = text.slice(line.start, Math.min(line.end, line.start + 8));
  const sign = QUOTE.exec(head) ?? BULLET.exec(head) ?? NUMBER.exec(head);
  const isCovered = sign !== null && (line.ranges[0]?.start ?? line.end) < line.start + sign[0].length;
  if (sign === null || isCovered) {
    return { kind: 'paragraph', pieces: parseInline(text, line, line.start), number: 0 };
  }
  const kind = sign[0].startsWith('>') ? 'quote' : sign[1] === undefined ? 'bullets' : 'numbers';
  return { kind, pieces: parseInline(text, line, line.start + sign[0].length), number: Number(sign[1] ?? 0) };
}

/**
 * Reads WhatsApp's bold, italic, strikethrough, code, quotes and lists, and links.
 * A sign counts only at the edge of words, in pairs, within one line, and neither in code nor in an address. Linear in
 * the text.
 * Source: WhatsApp Help Center, "How to format your messages".
 */
export function formatted(text: string): Block[] {
  const ranges = merged(findCodes(text), findLinks(text));
  const blocks: Block[] = [];
  for (const line of splitLines(text, ranges)) {
    const { kind, pieces, number } = readLine(text, line);
    const last = blocks.at(-1);
    if (kind === 'bullets') {
      if (last?.kind === 'bullets') last.items.push(pieces);
      else blocks.push({ kind, items: [pieces] });
    } else if (kind === 'numbers') {
      if (last?.kind === 'numbers') last.items.push({ number, line: pieces });
      else blocks.push({ kind, items: [{ number, line: pieces }] });
    } else if (last?.kind === kind) last.lines.push(pieces);
    else blocks.push({ kind, lines: [pieces] });
  }
  return blocks;
}

/** A text with links and without formatting: WhatsApp does not format what a button or a form says. */
export const withLinks = (text: string): Inline[] =>
  linkify(text).map(({ text: part, href }) =>
    href === null ? { kind: 'text', text: part } : { kind: 'link', text: part, href },
  );

const readWords = (pieces: readonly Inline[]): string =>
  pieces.map((piece) => ('children' in piece ? readWords(piece.children) : piece.text)).join('');

/** A text without its formatting signs, as WhatsApp shows it in lists and quotes. List markers stay. */
export function withoutSigns(text: string): string {
  return formatted(text)
    .flatMap((block) => {
      if (block.kind === 'bullets') return block.items.map((item) => `- ${readWords(item)}`);
      if (block.kind === 'numbers') return block.items.map(({ number, line }) => `${number}. ${readWords(line)}`);
      return block.lines.map(readWords);
    })
    .join('\n');
}
