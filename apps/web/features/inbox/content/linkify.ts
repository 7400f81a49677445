import { LinkifyIt } from 'linkify-it';

export interface TextPiece {
  text: string;
  href: string | null;
}

// Only full addresses are links: a customer writes this text, so nothing is guessed.
const links = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false })
  .add('mailto:', null)
  .add('ftp:', null)
  .add('//', null);

/** Longer texts have no links, because finding them would block the page. */
const LINKS_LIMIT = 20_000;

function safeHref(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}

export function linkify(text: string): TextPiece[] {
  const found = text.length <= LINKS_LIMIT && /https?:\/\//i.test(text) ? links.match(text) : null;
  if (!found) return [{ text, href: null }];
  const pieces: TextPiece[] = [];
  let position = 0;
  for (const link of found) {
    const href = safeHref(link.url);
    if (href === null) continue;
    if (link.index > position) pieces.push({ text: text.slice(position, link.index), href: null });
    pieces.push({ text: link.raw, href });
    position = link.lastIndex;
  }
  if (position < text.length) pieces.push({ text: text.slice(position), href: null });
  return pieces;
}
