import {
  asFilledText,
  asFlag,
  asId,
  asList,
  asMoment,
  asNumber,
  asObject,
  asText,
  type JsonObject,
} from './jsonReaders.js';
import type { WebhookContent } from './webhook.types.js';

// The contents of several parts (meta-platform 8.5). One part that cannot be read makes the message unreadable: half an
// order would look like a whole one.

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

export function readOrder(order?: JsonObject): WebhookContent | undefined {
  const catalogId = asId(order?.catalog_id);
  const products = asList(order?.product_items);
  const items = products && readEach(products, readOrderItem);
  if (catalogId === undefined || items === undefined) return undefined;
  return { type: 'order', catalogId, text: asText(order?.text), items };
}

function readOrderItem(item: JsonObject): OrderItem | undefined {
  const productId = asId(item.product_retailer_id);
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
    case 'call_permission_reply':
      return readCallPermission(asObject(interactive.call_permission_reply));
    default:
      return { type: 'unsupported', metaType: `interactive:${type}` };
  }
}

function readReply(type: 'button_reply' | 'list_reply', reply?: JsonObject): WebhookContent | undefined {
  const id = asText(reply?.id) ?? asId(reply?.id);
  const title = asText(reply?.title);
  if (id === undefined || title === undefined) return undefined;
  return type === 'button_reply' ? { type, id, title } : { type, id, title, description: asText(reply?.description) };
}

function readCallPermission(reply?: JsonObject): WebhookContent | undefined {
  const response = asFilledText(reply?.response);
  if (response === undefined) return undefined;
  const isAllowed = response === 'accept';
  return {
    type: 'call_permission',
    isAllowed,
    isPermanent: isAllowed && asFlag(reply?.is_permanent) === true,
    expiresAt: asMoment(reply?.expiration_timestamp),
  };
}

function readFlowReply(reply?: JsonObject): WebhookContent | undefined {
  const given = reply?.response_json;
  const response = asText(given) ?? (asObject(given) && JSON.stringify(given));
  if (response === undefined) return undefined;
  const name = asText(reply?.name) ?? '';
  return { type: 'flow_reply', name, body: asText(reply?.body) ?? '', answers: readFlowAnswers(response, name) };
}

function readFlowAnswers(response: string, name: string): FlowAnswer[] {
  try {
    const answers = asObject(JSON.parse(response));
    // The form for an address of India has the address one level down, beside the number of a saved one.
    const values = name === 'address_message' ? asObject(answers?.values) : undefined;
    if (answers) {
      // A list of pairs and not an object: the names are the sender's and could be `__proto__`.
      return Object.entries(values ?? answers).map(([key, value]) => ({
        name: key,
        value: asText(value) ?? JSON.stringify(value),
      }));
    }
  } catch {
    // Not JSON, or nested so deep that it cannot be written again.
  }
  return [{ name: 'response', value: response }];
}
