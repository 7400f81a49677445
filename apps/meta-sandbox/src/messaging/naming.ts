import type { BusinessNumber } from '../state/world.js';
import type { WebhookDials } from '../webhooks/dials.js';
import { digitsOf, type JsonObject } from '../webhooks/payload.js';
import type { Addressing } from './addressing.js';
import { type Customer, contactOf } from './customers.js';
import { spelledOtherwise } from './phoneSpelling.js';
import { renamedWamid, type WamidForm } from './wamid.js';

/** Meta names the same people and messages in several ways. What is left out is as the dials say. */
export interface Naming {
  /** Which of the customer's names every wamid of the webhook holds; as the message was first named when left out. */
  wamidNames?: WamidForm | undefined;
  addressing?: Addressing | undefined;
  /** Whose number is written the other way, in countries that have two (`spelledOtherwise`). */
  writtenOtherWay?: readonly ('customer' | 'business')[] | undefined;
}

/** The customer and the number of a webhook, by the names it uses for them. */
export interface Names {
  /** What stands in `from`, `to`, `wa_id` or `recipient_id`. */
  phone: string | undefined;
  userId: string | undefined;
  parentUserId: string | undefined;
  /** The business's own number in digits. */
  business: string;
  /** The number with the spelling of the webhook's metadata. */
  number: BusinessNumber;
  contact: JsonObject;
  /** `contacts[]` of an echo: without a name, as on Meta's page. */
  echoContact: JsonObject;
  /** The name of a message in this webhook. */
  wamid(id: string): string;
}

/** The peer a new message's wamid holds: the phone number where it is shown, else the business-scoped id. */
export const peerOf = ({ waId, userId }: Pick<Customer, 'waId' | 'userId'>): string => waId ?? userId ?? '';

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
  const plain = digitsOf(number.displayPhoneNumber);
  const business = otherWay.includes('business') ? spelledOtherwise(plain) : plain;
  const phone =
    addressing === 'user_id_as_phone'
      ? (customer.userId ?? spelled)
      : addressing === 'plus' && spelled !== undefined
        ? `+${spelled}`
        : spelled;
  // Only messages and statuses are written with a plus.
  const waId = addressing === 'plus' ? spelled : phone;
  const contact = contactOf({ ...customer, waId });
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
