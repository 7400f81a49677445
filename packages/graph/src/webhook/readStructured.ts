import { asFilledText, asList, asNumber, asObject, asText, type JsonObject } from './jsonReaders.js';
import type { WebhookContent } from './webhook.types.js';

// The contents of several parts (meta-platform 8.5). One part that cannot be read makes the message unreadable: half an
// order would look like a whole one.

type ContactCard = Extract<WebhookContent, { type: 'contacts' }>['contacts'][number];
type OrderItem = Extract<WebhookContent, { type: 'order' }>['items'][number];
type FlowAnswer = Extract<WebhookContent, { type: 'flow_reply' }>['answers'][number];

/** `undefined` when one of the items is. */
function readEach<T>(items: unknown[], read: (item: JsonObject) => T | undefined): T[] | undefined {
  const found: T[] = [];
  for (const item of items) {
    const object = asObject(item);
    const value = object && read(object);
    if (value === undefined) return undefined;
    found.push(value);
  }
  return found;
}

export function readContactCards(cards?: unknown[]): WebhookContent | undefined {
  const contacts = cards && readEach(cards, readContactCard);
  return contacts && { type: 'contacts', contacts };
}

function readContactCard(card: JsonObject): ContactCard {
  const name = asObject(card.name);
  const phones = (asList(card.phones) ?? []).flatMap((entry) => {
    const phone = asObject(entry);
    const written = asFilledText(phone?.phone) ?? asFilledText(phone?.wa_id);
    return written === undefined ? [] : [{ phone: written, type: asText(phone?.type) }];
  });
  return {
    name: asFilledText(name?.formatted_name) ?? asFilledText(name?.first_name) ?? phones[0]?.phone ?? '',
    phones,
    emails: (asList(card.emails) ?? []).flatMap((entry) => asFilledText(asObject(entry)?.email) ?? []),
    organisation: asFilledText(asObject(card.org)?.company),
  };
}

export function readOrder(order?: JsonObject): WebhookContent | undefined {
  const catalogId = asFilledText(order?.catalog_id);
  const products = asList(order?.product_items);
  const items = products && readEach(products, readOrderItem);
  if (catalogId === undefined || items === undefined) return undefined;
  return { type: 'order', catalogId, text: asText(order?.text), items };
}

function readOrderItem(item: JsonObject): OrderItem | undefined {
  const productId = asFilledText(item.product_retailer_id);
  const quantity = asNumber(item.quantity);
  if (productId === undefined || quantity === undefined) return undefined;
  return { productId, quantity, price: asNumber(item.item_price), currency: asText(item.currency) ?? '' };
}

export function readInteractive(interactive?: JsonObject): WebhookContent | undefined {
  const type = asFilledText(interactive?.type);
  if (interactive === undefined || type === undefined) return undefined;
  switch (type) {
    case 'button_reply':
      return readReply(type, asObject(interactive.button_reply));
    case 'list_reply':
      return readReply(type, asObject(interactive.list_reply));
    case 'nfm_reply':
      return readFlowReply(asObject(interactive.nfm_reply));
    default:
      return { type: 'unsupported', metaType: `interactive:${type}` };
  }
}

function readReply(type: 'button_reply' | 'list_reply', reply?: JsonObject): WebhookContent | undefined {
  const id = asText(reply?.id);
  const title = asText(reply?.title);
  if (id === undefined || title === undefined) return undefined;
  return type === 'button_reply' ? { type, id, title } : { type, id, title, description: asText(reply?.description) };
}

function readFlowReply(reply?: JsonObject): WebhookContent | undefined {
  const response = asText(reply?.response_json);
  if (response === undefined) return undefined;
  return {
    type: 'flow_reply',
    name: asText(reply?.name) ?? '',
    body: asText(reply?.body) ?? '',
    answers: readFlowAnswers(response),
  };
}

function readFlowAnswers(response: string): FlowAnswer[] {
  try {
    const answers = asObject(JSON.parse(response));
    if (answers) {
      // A list of pairs and not an object: the names are the sender's and could be `__proto__`.
      return Object.entries(answers).map(([name, value]) => ({ name, value: asText(value) ?? JSON.stringify(value) }));
    }
  } catch {
    // Not JSON, or nested so deep that it cannot be written again.
  }
  return [{ name: 'response', value: response }];
}
