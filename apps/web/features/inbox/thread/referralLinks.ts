import type { MessageDto } from '@switchboard/contracts';

export interface ReferralLink {
  href: string;
  words: string;
}

/** An address that a browser may be sent to: of the web, whatever stood in the message. */
const webAddress = (url: string | null | undefined): string | null =>
  url && /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url).href : null;

/**
 * Where an advertisement and its files are. Links only: they lie on servers of others, and a page that loads them by
 * itself tells those who reads which chat, and from where. Each address once, in this order.
 */
export function referralLinks(referral: NonNullable<MessageDto['referral']>): ReferralLink[] {
  const named: [string | null | undefined, string][] = [
    [referral.imageUrl, 'Picture of the advertisement'],
    [referral.videoUrl, 'Film of the advertisement'],
    [referral.thumbnailUrl, 'Small picture of the advertisement'],
    [referral.url, 'The advertisement'],
  ];
  const links = new Map<string, ReferralLink>();
  for (const [url, words] of named) {
    const href = webAddress(url);
    if (href !== null && !links.has(href)) links.set(href, { href, words });
  }
  return [...links.values()];
}

/** The name of the server in an address. */
export const siteOf = (href: string): string => new URL(href).hostname;
