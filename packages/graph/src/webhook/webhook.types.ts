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
  | HandoverUpdate
  | CallUpdate
  | PreferenceUpdate
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
  displayPhone?: string;
}

/** The person on the other side, by every address that Meta gave. At least one of `waId` and `userId` is there. */
export interface WebhookContact {
  /** Digits: the phone number, where it is not hidden. Never a business-scoped id, also where Meta wrote one in its place. */
  waId?: string;
  /** Business-scoped id (`US.2084…`), by which one portfolio knows the person. */
  userId?: string;
  /** The id of the same person for all portfolios that belong together (`US.ENT.…`): a further name. */
  parentUserId?: string;
  name?: string;
  username?: string;
}

export interface InboundMessageUpdate extends NumberUpdateBase {
  kind: 'message';
  /**
   * Who wrote. Of a `system` message about a person's new number or id: who the person was until then, by every old
   * address it names; where it names none, the new ones.
   */
  contact: WebhookContact;
  message: WebhookMessage;
  /** Written in this group, whose thread and address are its own. */
  groupId?: string;
  /** Came as `standby`: somebody else answers this conversation (meta-platform 17.1). */
  isStandby?: true;
}
/**
 * What the business said elsewhere: what the owner typed in the WhatsApp Business app (`smb_message_echoes`), or, with
 * `isStandby`, what another app or Meta's agent answered.
 */
export interface MessageEchoUpdate extends NumberUpdateBase {
  kind: 'echo';
  /** The customer: the echo's `to`. Empty for what was said in a group, which names nobody. */
  contact: WebhookContact;
  message: WebhookMessage;
  groupId?: string;
  isStandby?: true;
}
/** Control of a conversation passed from one responder to another (`messaging_handovers`, meta-platform 17.1). */
export interface HandoverUpdate extends NumberUpdateBase {
  kind: 'handover';
  contact: WebhookContact;
  action: 'passed' | 'taken';
  at: Date;
  /** Meta's words: `customer_service`, `marketing`, `utility`, `ctwa`, `ai_agent`, `escalation`; later ones as they come. */
  previousRole?: string;
  newRole?: string;
  previousAppRole?: string;
  newAppRole?: string;
  metadata?: string;
  summary?: string;
}
/** A call of a customer, or to one (field `calls`, meta-platform 17.3). */
export interface CallUpdate extends NumberUpdateBase {
  kind: 'call';
  contact: WebhookContact;
  /** `wacid.…`, the same in all events of one call. */
  id: string;
  direction: 'in' | 'out';
  /** Meta's word: `connect`, `terminate`, `call_created`; later ones as they come. */
  event: string;
  at: Date;
  /** Meta's word, with `terminate`: `COMPLETED`, `FAILED`, … */
  status?: string;
  startedAt?: Date;
  endedAt?: Date;
  durationSeconds?: number;
}
/** A customer no longer wants messages of a category, or wants them again (`user_preferences`, meta-platform 17.3). */
export interface PreferenceUpdate extends NumberUpdateBase {
  kind: 'preference';
  contact: WebhookContact;
  category: string;
  value: 'stop' | 'resume';
  at: Date;
  detail?: string;
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
  /** Digits. At least one of `waId` and `userId` is there. */
  waId?: string;
  userId?: string;
  username?: string;
  /** null: it was removed. */
  name: string | null;
  /** Meta's time of the change: a later one may arrive earlier. */
  at: Date;
}

export interface WebhookMessage {
  id: string;
  /** Meta's clock, whole seconds. */
  timestamp: Date;
  content: WebhookContent;
  context?: {
    repliesTo?: string;
    /** Who wrote that one: digits or a business-scoped id, of the customer or of the business. */
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
    imageUrl?: string;
    videoUrl?: string;
    thumbnailUrl?: string;
    /** What greeted the customer who came from the advertisement. */
    welcomeText?: string;
    ref?: string;
  };
}

export interface WebhookMedia {
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
      contacts: {
        name: string;
        /** `waId`: digits, where Meta says that the phone is on WhatsApp. */
        phones: { phone: string; type?: string; waId?: string }[];
        emails: string[];
        organisation?: string;
        /** Meta's word: `contact_request` is the sender's own, verified number, given because it was asked for. */
        origin?: string;
        urls?: string[];
        addresses?: string[];
        /** As Meta writes it: `2012-08-18`. */
        birthday?: string;
      }[];
    }
  | { type: 'button_reply'; id: string; title: string }
  | { type: 'list_reply'; id: string; title: string; description?: string }
  /** A quick reply on a template. */
  | { type: 'template_button'; payload: string; text: string }
  /** `response_json`, parsed; values that are not texts are written as JSON. Not JSON at all: one answer named `response`. */
  | { type: 'flow_reply'; name: string; body: string; answers: { name: string; value: string }[] }
  /** `emoji` null: the reaction was taken back. */
  | { type: 'reaction'; target: string; emoji: string | null }
  /** The customer allows calls, or does not. */
  | { type: 'call_permission'; isAllowed: boolean; isPermanent: boolean; expiresAt?: Date }
  | {
      type: 'order';
      catalogId: string;
      text?: string;
      items: { productId: string; quantity: number; price?: number; currency: string }[];
    }
  | {
      type: 'system';
      event: 'number_changed' | 'user_id_changed' | 'other';
      metaType: string;
      body: string;
      newWaId?: string;
      newUserId?: string;
      newParentUserId?: string;
      /** The old ones, in every place where Meta has named them. */
      previousWaId?: string;
      previousUserId?: string;
      previousParentUserId?: string;
    }
  /** The customer changed a message. `content` is the new one; absent where Meta's body does not tell. */
  | { type: 'edit'; target: string; content?: WebhookContent }
  /** The customer deleted a message. */
  | { type: 'revoke'; target: string }
  /** A file in a history: Meta sends the file itself later, for those of the last 14 days. */
  | { type: 'media_placeholder' }
  /** `isUnreadable`: a type we know, whose body could not be read. */
  | {
      type: 'unsupported';
      metaType: string;
      code?: number;
      title?: string;
      details?: string;
      isUnreadable?: true;
    };

export interface MessageStatusUpdate extends NumberUpdateBase {
  kind: 'status';
  id: string;
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  timestamp: Date;
  recipientWaId?: string;
  recipientUserId?: string;
  recipientParentUserId?: string;
  /** It is about a message in this group; the recipient is then the participant, where Meta names one. */
  groupId?: string;
  isStandby?: true;
  /** `biz_opaque_callback_data`: what the sender gave. */
  callbackData?: string;
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
