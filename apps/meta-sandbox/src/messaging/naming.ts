import type { BusinessNumber } from '../state/world.js';
import type { WebhookDials } from '../webhooks/dials.js';
import { type JsonObject, toDigits } from '../webhooks/payload.js';
import type { Addressing } from './addressing.js';
import { type Customer, toContact } from './customers.js';
import { spelledOtherwise } from './phoneSpelling.js';
import { renamedWamid, type WamidForm } from './wamid.js';

/** How a webhook names people and messages. The dials decide the rest. */
export interface Naming {
  /** The customer's name inside every wamid; by default the message's first one. */
  wamidNames?: WamidForm | undefined;
  addressing?: Addressing | undefined;
  /** Numbers written in the country's other form (`spelledOtherwise`). */
  writtenOtherWay?: readonly ('customer' | 'business')[] | undefined;
}

/** The names of customer and number in one webhook. */
export interface Names {
  /** For `from`, `to`, `wa_id` or `recipient_id`. */
  phone: string | undefined;
  userId: string | undefined;
  parentUserId: string | undefined;
  business: string;
  /** The number as the webhook's metadata spells it. */
  number: BusinessNumber;
  contact: JsonObject;
  /** `contacts[]` of an echo: without a name, as on Meta's page. */
  echoContact: JsonObject;
  wamid(id: string): string;
}

/** The peer in a new wamid: the visible phone number, else the business-scoped id. */
export const toPeer = ({ waId, userId }: Pick<Customer, 'waId' | 'userId'>): string => waId ?? userId ?? '';

export function namesFor(
  state: { webhooks: { dials: Pick<WebhookDials, 'wamidNames' | 'addressing' | 'writtenOtherWay'> } },
  customer: Customer,
  number: BusinessNumber,
  naming: Naming = {},
): Names {
  const { dials } = state.webhooks;
  const wamidNames = naming.wamidNames ?? dials.wamidNames;
  const addressing = naming.addressing ?? dials.addressing;
  const otherWay = naming.writtenOtherWay ?? dials.writtenOtherWay;

  const spelled =
    customer.waId !== undefined && otherWay.includes('customer') ? spelledOtherwise(customer.waId) : customer.waId;
  const plain = toDigits(number.displayPhoneNumber);
  const business = otherWay.includes('business') ? spelledOtherwise(plain) : plain;
  const phone =
    addressing === 'user_id_as_phone'
      ? (customer.userId ?? spelled)
      : addressing === 'plus' && spelled !== undefined
        ? `+${spelled}`
        : spelled;
  // Only messages and statuses are written with a plus.
  const waId = addressing === 'plus' ? spelled : phone;
  const contact = toContact({ ...customer, waId });
  const peer = wamidNames === 'phone' ? customer.waId : wamidNames === 'userId' ? customer.userId : undefined;
  const { username } = customer;
  return {
    phone,
    userId: customer.userId,
    parentUserId: customer.parentUserId,
    business,
    number: { ...number, displayPhoneNumber: business },
    contact,
    echoContact: { ...contact, profile: username === undefined ? {} : { username } },
    wamid: (id) => renamedWamid(id, peer),
  };
}
