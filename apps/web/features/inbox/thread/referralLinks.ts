import type { MessageDto } from '@switchboard/contracts';

export interface ReferralLink {
  href: string;
  words: string;
}

/** Only web addresses may be opened, whatever the message contains. */
const webAddress = (url: string | null | undefined): string | null =>
  url && /^https?:\/\//i.test(url) && URL.canParse(url) ? new URL(url).href : null;

/**
 * Links to an advertisement and its files, each once. They are never loaded automatically: that would tell other
 * servers who reads which chat.
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

export const toSite = (href: string): string => new URL(href).hostname;
