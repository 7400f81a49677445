/**
 * One delivery of Meta's, taken apart: one entry an update, in the order in which they stand in the body. What Meta adds
 * later, and what is malformed, becomes `unknown` and is never dropped (meta-platform 8.4 to 8.7).
 */
export interface WebhookDelivery {
  /** `whatsapp_business_account` for everything that concerns us; whatever else is said is passed on. */
  object: string;
  updates: WebhookUpdate[];
}

export type WebhookUpdate =
  | InboundMessageUpdate
  | MessageStatusUpdate
  | MessageEchoUpdate
  | PastMessageUpdate
  | PhoneContactUpdate
  | ProblemUpdate
  | AccountUpdate
  | UnknownUpdate;

interface UpdateBase {
  /** `entry[].id`. For partner events this is the partner's portfolio; see `AccountUpdate.wabaId`. Empty where Meta gave none. */
  entryId: string;
  /** The change's `field`. Empty where nothing tells. */
  field: string;
}
interface NumberUpdateBase extends UpdateBase {
  phoneNumberId: string;
  /** Digits only, as webhooks have it. */
  displayPhone?: string;
}

/** The person on the other side, by every address that Meta gave. At least one of `waId` and `userId` is there. */
export interface WebhookContact {
  /** Digits: the phone number, where it is not hidden. */
  waId?: string;
  /** Business-scoped id. */
  userId?: string;
  name?: string;
  username?: string;
}

export interface InboundMessageUpdate extends NumberUpdateBase {
  kind: 'message';
  contact: WebhookContact;
  message: WebhookMessage;
}
/** What the owner typed in the WhatsApp Business app of a number that is used in both (`smb_message_echoes`). */
export interface MessageEchoUpdate extends NumberUpdateBase {
  kind: 'echo';
  /** The customer: the echo's `to`. */
  contact: WebhookContact;
  message: WebhookMessage;
}
/**
 * What was said in the WhatsApp Business app before the number was shared (`history`). The same message may be told
 * several times, and live as well: first without its file (`media_placeholder`), later with it.
 */
export interface PastMessageUpdate extends NumberUpdateBase {
  kind: 'past';
  direction: 'in' | 'out';
  /** Whose chat it is in. Absent for a file of the business that names nobody: then only the wamid tells. */
  contact?: WebhookContact;
  message: WebhookMessage;
  /** How far a message of the business had come. Meta gives no time for it. */
  status?: 'pending' | MessageStatusUpdate['status'];
}
/** An entry of the address book of the phone was added, changed or removed (`smb_app_state_sync`). */
export interface PhoneContactUpdate extends NumberUpdateBase {
  kind: 'phone_contact';
  /** Digits. */
  waId: string;
  /** null: it was removed. */
  name: string | null;
  /** Meta's time of the change: a later one may arrive earlier. */
  at: Date;
}

export interface WebhookMessage {
  /** wamid. */
  id: string;
  /** Meta's clock, whole seconds. */
  timestamp: Date;
  content: WebhookContent;
  context?: {
    /** wamid of the message this one answers. */
    repliesTo?: string;
    /** Digits of who wrote that one. */
    from?: string;
    forwarded?: boolean;
    frequentlyForwarded?: boolean;
    product?: { catalogId: string; productId: string };
  };
  referral?: {
    headline?: string;
    body?: string;
    sourceUrl?: string;
    sourceId?: string;
    sourceType?: string;
    ctwaClid?: string;
  };
}

export interface WebhookMedia {
  /** Meta's media id. */
  id: string;
  mimeType: string;
  sha256?: string;
  /** Only in newer deliveries; needs the token like the one that is asked for. */
  url?: string;
}

/** What is in a message. `type` is ours; Meta's own word is in `metaType` where they differ or we do not know it. */
export type WebhookContent =
  | { type: 'text'; body: string }
  | { type: 'image' | 'video'; media: WebhookMedia; caption?: string }
  | { type: 'audio'; media: WebhookMedia; voice: boolean }
  | { type: 'document'; media: WebhookMedia; filename?: string; caption?: string }
  | { type: 'sticker'; media: WebhookMedia; animated: boolean }
  | { type: 'location'; latitude: number; longitude: number; name?: string; address?: string }
  | {
      type: 'contacts';
      contacts: { name: string; phones: { phone: string; type?: string }[]; emails: string[]; organisation?: string }[];
    }
  | { type: 'button_reply'; id: string; title: string }
  | { type: 'list_reply'; id: string; title: string; description?: string }
  /** A quick reply on a template. */
  | { type: 'template_button'; payload: string; text: string }
  /** `response_json`, parsed; values that are not texts are written as JSON. Not JSON at all: one answer named `response`. */
  | { type: 'flow_reply'; name: string; body: string; answers: { name: string; value: string }[] }
  /** `emoji` null: the reaction was taken back. */
  | { type: 'reaction'; target: string; emoji: string | null }
  | {
      type: 'order';
      catalogId: string;
      text?: string;
      items: { productId: string; quantity: number; price?: number; currency: string }[];
    }
  | {
      type: 'system';
      event: 'number_changed' | 'user_id_changed' | 'other';
      /** Meta's word for the event. */
      metaType: string;
      body: string;
      /** The new number, digits. */
      newWaId?: string;
      newUserId?: string;
      previousUserId?: string;
    }
  /** The customer changed a message. `content` is the new one; absent where Meta's body does not tell. */
  | { type: 'edit'; target: string; content?: WebhookContent }
  /** The customer deleted a message. */
  | { type: 'revoke'; target: string }
  /** A file in a history: Meta sends the file itself later, for those of the last 14 days. */
  | { type: 'media_placeholder' }
  | { type: 'unsupported'; metaType: string; code?: number; title?: string; details?: string };

export interface MessageStatusUpdate extends NumberUpdateBase {
  kind: 'status';
  /** wamid. */
  id: string;
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  timestamp: Date;
  recipientWaId?: string;
  recipientUserId?: string;
  /** `biz_opaque_callback_data`: what the sender gave. */
  callbackData?: string;
  /** Why it failed. */
  error?: WebhookError;
  pricing?: { billable?: boolean; category?: string; type?: string };
}

export interface WebhookError {
  code: number;
  title: string;
  details?: string;
}

/** `errors[]` beside no message: a problem of the number or the app, for example 130429. */
export interface ProblemUpdate extends NumberUpdateBase {
  kind: 'problem';
  error: WebhookError;
}

/** Everything about accounts, numbers and templates (meta-platform 8.7). */
export interface AccountUpdate extends UpdateBase {
  kind: 'account';
  /** `value.waba_info.waba_id` where there is one, else the entry's id. */
  wabaId: string;
  /** Digits, for fields that name a number. */
  displayPhone?: string;
  /** `metadata.phone_number_id` or an `entity_id` of type PHONE_NUMBER, where there is one. */
  phoneNumberId?: string;
  /** `event`, `decision` or `alert_type`: Meta's word for what happened. */
  event?: string;
  at: Date | null;
  /** Meta's own value, as it came; of a phone's contacts and history without what has an update of its own. */
  value: Record<string, unknown>;
}

/** Well-formed enough to be kept, and not known. `phoneNumberId` where the value has one. */
export interface UnknownUpdate extends UpdateBase {
  kind: 'unknown';
  phoneNumberId?: string;
  reason: 'field_unknown' | 'malformed';
  value: unknown;
}
