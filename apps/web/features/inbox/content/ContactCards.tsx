import { type ContactCard, displayName, isolated } from '@switchboard/contracts';
import { Foreign } from '@/components/Foreign';
import { CopyButton } from '@/components/ui/CopyButton';
import { CustomerAvatar } from '../CustomerAvatar';
import { drawInOrder } from './drawInOrder';

export function ContactCards({ contacts }: { contacts: readonly ContactCard[] }) {
  return (
    <ul className="w-[min(20rem,62vw)] divide-y divide-line overflow-hidden rounded-[0.625rem] border border-line bg-surface">
      {drawInOrder(contacts, (contact) => (
        <li className="flex gap-3 p-3">
          <CustomerAvatar name={displayName(contact.name)} />
          <div className="min-w-0 flex-1 text-sm">
            <Foreign
              as="p"
              text={displayName(contact.name) ?? 'Without a name'}
              className="text-left font-medium text-ink [overflow-wrap:anywhere]"
            />
            {contact.organisation ? (
              <Foreign as="p" text={contact.organisation} className="text-left text-muted [overflow-wrap:anywhere]" />
            ) : null}
            {contact.phones.map(({ phone, type }) => (
              <p key={phone} className="num flex items-center gap-1 text-ink">
                <Foreign text={phone} className="[overflow-wrap:anywhere]" />
                {type ? <Foreign text={type.toLowerCase()} className="text-muted text-xs" /> : null}
                <CopyButton
                  value={phone}
                  what={`phone number of ${isolated(displayName(contact.name) ?? 'the contact')}`}
                />
              </p>
            ))}
            {contact.emails.map((email) => (
              <Foreign as="p" key={email} text={email} className="text-left text-muted [overflow-wrap:anywhere]" />
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
