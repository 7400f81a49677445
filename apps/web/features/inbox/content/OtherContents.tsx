import { displayName, type MessageContent } from '@switchboard/contracts';
import {
  CircleDashed,
  ExternalLink,
  LayoutTemplate,
  MapPin,
  MousePointerClick,
  Paperclip,
  Phone,
  PhoneOff,
  Reply,
} from 'lucide-react';
import { Foreign } from '@/components/Foreign';
import { useNow } from '@/lib/useNow';
import { choiceWords } from '../thread/messageWords';
import { callPermissionWords } from './callWords';
import { drawInOrder } from './drawInOrder';
import { MessageText } from './MessageText';
import { orderTotal, priceWords } from './orderWords';

type Of<Kind extends MessageContent['kind']> = Extract<MessageContent, { kind: Kind }>;

const frame = 'w-[min(20rem,62vw)] rounded-[0.625rem] border border-line bg-surface';

export function LocationContent({ latitude, longitude, name, address }: Of<'location'>) {
  const place = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  return (
    <div className={`${frame} flex gap-3 p-3 text-sm`}>
      <span className="flex size-10 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent-strong">
        <MapPin aria-hidden="true" className="size-5" />
      </span>
      <div className="min-w-0 flex-1">
        <Foreign
          as="p"
          text={displayName(name) ?? 'Location'}
          className="text-left font-medium text-ink [overflow-wrap:anywhere]"
        />
        {address ? <Foreign as="p" text={address} className="text-left text-muted [overflow-wrap:anywhere]" /> : null}
        <p className="num text-muted text-xs">{place}</p>
        <a
          href={href}
          target="_blank"
          rel="noopener noreferrer"
          className="mt-1 inline-flex items-center gap-1 rounded-sm text-accent-strong underline decoration-accent/40 underline-offset-4 hover:decoration-accent"
        >
          Open the map
          <ExternalLink aria-hidden="true" className="size-3" />
          <span className="sr-only">, in a new tab</span>
        </a>
      </div>
    </div>
  );
}

export function ChoiceContent({ source, title, description }: Of<'choice'>) {
  return (
    <div>
      <p className="mb-0.5 flex items-center gap-1.5 text-muted text-xs">
        <MousePointerClick aria-hidden="true" className="size-3.5" />
        {choiceWords(source)}
      </p>
      <MessageText plain text={title} className="font-medium" />
      {description ? <MessageText plain text={description} className="text-muted text-sm" /> : null}
    </div>
  );
}

export function FlowContent({ text, answers }: Of<'flow'>) {
  return (
    <div className="space-y-2">
      {text ? <MessageText text={text} className="font-medium" /> : null}
      <dl className={`${frame} divide-y divide-line text-sm`}>
        {drawInOrder(answers, ({ name, value }) => (
          <div className="px-3 py-2">
            <Foreign as="dt" text={name} className="text-left text-muted text-xs [overflow-wrap:anywhere]" />
            <dd className="text-ink [overflow-wrap:anywhere]">{value ? <MessageText plain text={value} /> : '—'}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

export function OrderContent({ text, items }: Of<'order'>) {
  const total = orderTotal(items);
  return (
    <div className="space-y-2">
      {text ? <MessageText text={text} /> : null}
      <div className={`${frame} overflow-x-auto`}>
        <table className="num w-full text-left text-sm">
          <caption className="sr-only">Order</caption>
          <thead className="text-muted text-xs">
            <tr className="border-line border-b">
              <th scope="col" className="px-3 py-2 font-medium">
                Product
              </th>
              <th scope="col" className="px-2 py-2 text-right font-medium">
                Quantity
              </th>
              <th scope="col" className="px-3 py-2 text-right font-medium">
                Price
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {drawInOrder(items, ({ productId, quantity, price, currency }) => (
              <tr>
                <td className="px-3 py-2 text-ink [overflow-wrap:anywhere]">
                  <Foreign text={productId} />
                </td>
                <td className="px-2 py-2 text-right text-ink">{quantity}</td>
                <td className="whitespace-nowrap px-3 py-2 text-right text-ink">
                  {price === null ? '—' : <Foreign text={priceWords(price, currency)} />}
                </td>
              </tr>
            ))}
          </tbody>
          {total ? (
            <tfoot>
              <tr className="border-line border-t font-semibold text-ink">
                <th scope="row" colSpan={2} className="px-3 py-2 font-semibold">
                  Total
                </th>
                <td className="whitespace-nowrap px-3 py-2 text-right">
                  <Foreign text={priceWords(total.amount, total.currency)} />
                </td>
              </tr>
            </tfoot>
          ) : null}
        </table>
      </div>
    </div>
  );
}

export function CallPermissionContent({ allowed, until }: Of<'call_permission'>) {
  const nowMs = useNow();
  const Icon = allowed ? Phone : PhoneOff;
  return (
    <p className="flex items-center gap-2 font-medium">
      <Icon aria-hidden="true" className="size-4 shrink-0 text-accent-strong" />
      {callPermissionWords({ allowed, until }, nowMs)}
    </p>
  );
}

const buttonIcons: Record<string, typeof Reply> = { URL: ExternalLink, PHONE_NUMBER: Phone };

export function TemplateContent({ name, header, text, footer, buttons }: Omit<Of<'template'>, 'kind' | 'language'>) {
  return (
    <div className="space-y-1.5">
      <p className="flex items-center gap-1.5 text-muted text-xs">
        <LayoutTemplate aria-hidden="true" className="size-3.5 shrink-0" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          Template <Foreign text={name} />
        </span>
      </p>
      {header ? <MessageText plain text={header} className="font-semibold" /> : null}
      <MessageText text={text} />
      {footer ? <MessageText plain text={footer} className="text-muted text-xs" /> : null}
      {buttons.length > 0 ? (
        <ul aria-label="Buttons for the customer" className="space-y-1 pt-1">
          {drawInOrder(buttons, ({ type, text: words }) => {
            const Icon = buttonIcons[type] ?? Reply;
            return (
              <li className="flex items-center justify-center gap-1.5 rounded-md border border-line bg-surface px-3 py-1.5 text-accent-strong text-sm">
                <Icon aria-hidden="true" className="size-3.5 shrink-0" />
                <Foreign as="span" text={words} className="min-w-0 [overflow-wrap:anywhere]" />
              </li>
            );
          })}
        </ul>
      ) : null}
    </div>
  );
}

export function PlaceholderContent() {
  return (
    <p className="flex items-start gap-2 text-muted text-sm">
      <Paperclip aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <span>
        A photo or file on the phone
        <span className="block text-xs">Meta passes on those of the two weeks before the number was shared.</span>
      </span>
    </p>
  );
}

/** Meta's types in plain words; others keep Meta's own word. */
const typeWords: Record<string, string> = {
  audio: 'an audio file',
  button: 'a press of a button',
  contacts: 'contacts',
  document: 'a document',
  image: 'a photo',
  interactive: 'an answer to buttons, a list or a form',
  location: 'a location',
  order: 'an order',
  sticker: 'a sticker',
  text: 'a text',
  video: 'a video',
  voice: 'a voice message',
};

/** A message that cannot be shown, with what is known of it. */
export function UnsupportedContent({ type, reason, isUnreadable }: Of<'unsupported'>) {
  const known = Object.hasOwn(typeWords, type) ? typeWords[type] : undefined;
  return (
    <div className="flex items-start gap-2 text-muted text-sm">
      <CircleDashed aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>Something Switchboard cannot show yet</p>
        {isUnreadable ? (
          <p className="text-xs">
            Meta says it is {known ?? <>of the type “{<Foreign text={type} />}”</>}, and what is in it cannot be read.
            Ask the customer to send it again.
          </p>
        ) : type === 'unsupported' ? null : (
          <p className="text-xs">
            Meta calls it “<Foreign text={type} />
            ”.
          </p>
        )}
        {reason ? <Foreign as="p" text={reason} className="text-left text-xs" /> : null}
      </div>
    </div>
  );
}
