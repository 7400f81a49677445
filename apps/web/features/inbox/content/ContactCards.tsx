import type { ContactCard } from '@switchboard/contracts';
import { CopyButton } from '@/components/ui/CopyButton';
import { Initials } from '@/features/accounts/Initials';

/** Contacts that somebody sent, with their numbers to copy. */
export function ContactCards({ contacts }: { contacts: readonly ContactCard[] }) {
  return (
    <ul className="w-[min(20rem,62vw)] divide-y divide-line overflow-hidden rounded-[0.625rem] border border-line bg-surface">
      {contacts.map((contact, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cards of one message never change their places
        <li key={index} className="flex gap-3 p-3">
          <Initials name={contact.name} />
          <div className="min-w-0 flex-1 text-sm">
            <p className="font-medium text-ink [overflow-wrap:anywhere]">{contact.name || 'Without a name'}</p>
            {contact.organisation ? (
              <p className="text-muted [overflow-wrap:anywhere]">{contact.organisation}</p>
            ) : null}
            {contact.phones.map(({ phone, type }) => (
              <p key={phone} className="num flex items-center gap-1 text-ink">
                <span className="[overflow-wrap:anywhere]">{phone}</span>
                {type ? <span className="text-muted text-xs">{type.toLowerCase()}</span> : null}
                <CopyButton value={phone} what={`phone number of ${contact.name}`} />
              </p>
            ))}
            {contact.emails.map((email) => (
              <p key={email} className="text-muted [overflow-wrap:anywhere]">
                {email}
              </p>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
