import { asDigits, asFilledText, asList, asObject, asText, type JsonObject } from './jsonReaders.js';
import { readVCard } from './vcard.js';
import type { WebhookContent } from './webhook.types.js';

type ContactCards = Extract<WebhookContent, { type: 'contacts' }>;
type ContactCard = ContactCards['contacts'][number];
type CardPhone = ContactCard['phones'][number];

/** Shared contacts. A card may have its parts, a `vcard` with the same as text, or only the latter (meta-platform 17.2). */
export function readContactCards(cards?: unknown[]): ContactCards | undefined {
  const contacts: ContactCard[] = [];
  for (const value of cards ?? []) {
    const card = asObject(value);
    // Two of three people would look like all of them.
    if (card === undefined) return undefined;
    contacts.push(readContactCard(card));
  }
  return contacts.length === 0 ? undefined : { type: 'contacts', contacts };
}

function readContactCard(card: JsonObject): ContactCard {
  const text = asFilledText(card.vcard);
  const written = text === undefined ? undefined : readVCard(text);
  const ownPhones = (asList(card.phones) ?? []).flatMap((value) => readPhone(asObject(value)));
  const phones = ownPhones.length > 0 ? ownPhones : (written?.phones ?? []).flatMap(toPhone);
  const ownEmails = (asList(card.emails) ?? []).flatMap((entry) => asFilledText(asObject(entry)?.email) ?? []);
  const organisation = asFilledText(asObject(card.org)?.company) ?? written?.organisation;
  return {
    name: readName(asObject(card.name)) ?? written?.name ?? organisation ?? phones[0]?.phone ?? '',
    phones,
    emails: ownEmails.length > 0 ? ownEmails : (written?.emails ?? []),
    organisation,
    origin: asFilledText(card.origin),
    ...readMore(card),
  };
}

function readName(name?: JsonObject): string | undefined {
  const parts = [name?.first_name, name?.middle_name, name?.last_name].flatMap((part) => asFilledText(part) ?? []);
  return asFilledText(name?.formatted_name) ?? (parts.length > 0 ? parts.join(' ') : undefined);
}

function readPhone(entry?: JsonObject): CardPhone[] {
  const waId = asDigits(entry?.wa_id);
  const phone = asFilledText(entry?.phone) ?? waId;
  return phone === undefined ? [] : [{ phone, type: asText(entry?.type), ...(waId !== undefined && { waId }) }];
}

function toPhone({ phone, type, waId }: { phone: string; type?: string; waId?: string }): CardPhone[] {
  const digits = asDigits(waId);
  return [{ phone, type, ...(digits !== undefined && { waId: digits }) }];
}

function readMore(card: JsonObject): Pick<ContactCard, 'urls' | 'addresses' | 'birthday'> {
  const urls = (asList(card.urls) ?? []).flatMap((entry) => asFilledText(asObject(entry)?.url) ?? []);
  const addresses = (asList(card.addresses) ?? []).flatMap((entry) => toAddressText(asObject(entry)) ?? []);
  const birthday = asFilledText(card.birthday);
  return {
    ...(urls.length > 0 && { urls }),
    ...(addresses.length > 0 && { addresses }),
    ...(birthday !== undefined && { birthday }),
  };
}

function toAddressText(entry?: JsonObject): string | undefined {
  const parts = [entry?.street, entry?.zip, entry?.city, entry?.state, entry?.country];
  return parts.flatMap((part) => asFilledText(part) ?? []).join(', ') || undefined;
}
