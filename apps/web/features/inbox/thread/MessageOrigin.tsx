import type { MessageDto } from '@switchboard/contracts';
import { ExternalLink, Megaphone, Tag } from 'lucide-react';
import { Foreign } from '@/components/Foreign';
import { MediaContent } from '../content/MediaContent';
import { referralLinks, toSite } from './referralLinks';

const card = 'mb-2 rounded-lg border border-line bg-surface p-2.5 text-sm';
const link =
  'inline-flex max-w-full items-center gap-1 rounded-sm text-accent-strong text-xs underline decoration-accent/40 underline-offset-4 hover:decoration-accent';

export function ReferralCard({ referral }: { referral: NonNullable<MessageDto['referral']> }) {
  const { headline, body, welcomeText, picture } = referral;
  return (
    <div className={card}>
      <p className="flex items-center gap-1.5 text-muted text-xs">
        <Megaphone aria-hidden="true" className="size-3.5" />
        Came from your advertisement
      </p>
      {picture?.state === 'ready' ? (
        <div className="mt-2">
          <MediaContent media={picture} caption={null} />
        </div>
      ) : null}
      {headline ? <Foreign as="p" text={headline} className="mt-1 font-medium [overflow-wrap:anywhere]" /> : null}
      {body ? <Foreign as="p" text={body} className="line-clamp-3 text-muted [overflow-wrap:anywhere]" /> : null}
      {welcomeText ? (
        <p className="mt-1 text-muted text-xs [overflow-wrap:anywhere]">
          Greeted with “<Foreign text={welcomeText} />”
        </p>
      ) : null}
      <ul className="mt-1 flex flex-col items-start gap-1">
        {referralLinks(referral).map(({ href, words }) => (
          <li key={href} className="max-w-full">
            <a
              href={href}
              target="_blank"
              rel="noopener noreferrer nofollow"
              referrerPolicy="no-referrer"
              className={link}
            >
              <span className="truncate">
                {words} on {toSite(href)}
              </span>
              <ExternalLink aria-hidden="true" className="size-3 shrink-0" />
              <span className="sr-only">, in a new tab</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function ProductNote({ product: { productId, catalogId } }: { product: NonNullable<MessageDto['product']> }) {
  return (
    <div className={card}>
      <p className="flex items-center gap-1.5 text-muted text-xs">
        <Tag aria-hidden="true" className="size-3.5" />
        Asks about a product of your catalogue
      </p>
      <Foreign as="p" text={productId} className="mt-1 font-medium [overflow-wrap:anywhere]" />
      <p className="text-muted text-xs [overflow-wrap:anywhere]">
        Catalogue <Foreign text={catalogId} />
      </p>
    </div>
  );
}
