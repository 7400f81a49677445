import type { Readable } from 'node:stream';
import type { GraphResult } from '../graphFailure.js';

/** Whom a message goes to: a phone number in E.164 with `+`, or a business-scoped id. Meta prefers the first. */
export type Recipient = { phone: string } | { userId: string };

export type OutgoingContent =
  | { type: 'text'; body: string; previewUrl?: boolean }
  | {
      type: 'image' | 'video' | 'document' | 'audio' | 'sticker';
      mediaId: string;
      caption?: string;
      filename?: string;
      voice?: boolean;
    }
  | { type: 'reaction'; target: string /** null takes it back. */; emoji: string | null }
  | { type: 'template'; name: string; language: string; components: TemplateComponent[] };

/** One component of a template message, in Meta's order: header, body, buttons. */
export interface TemplateComponent {
  type: 'header' | 'body' | 'button';
  subType?: 'url' | 'quick_reply' | 'copy_code';
  index?: number;
  parameters: { text: string /** For named variables. */; name?: string }[];
}

export interface SendMessageInput {
  phoneNumberId: string;
  token: string;
  to: Recipient;
  content: OutgoingContent;
  repliesTo?: string;
  /** Comes back with every status as `biz_opaque_callback_data`: our own id of the message. */
  callbackData: string;
}

/** Who answers a conversation is changed (meta-platform 17.1). */
export interface ThreadControlInput {
  phoneNumberId: string;
  token: string;
  to: Recipient;
  /**
   * `take`: we answer from now on; only for the one that escalations go to, else 2494191. `pass`: another role does.
   * `release`: whoever it falls to does. Both only while we answer.
   */
  action: 'take' | 'pass' | 'release';
  /** With `pass`: `ai_agent`, `customer_service`, … Left out, it is the one that escalations go to. */
  targetRole?: string;
  /** Given to whoever takes over, word by word. Up to 2,000 characters. */
  metadata?: string;
}

export interface AcceptedMessage {
  id: string;
  /** Templates only: `accepted | held_for_quality_assessment | paused`. */
  messageStatus?: string;
  /** Digits; may differ from the number the message was sent to. */
  waId?: string;
  userId?: string;
}

export interface GraphMedia {
  id: string;
  /** Good for five minutes, with the same token. */
  url: string;
  mimeType: string;
  sha256?: string;
  size?: number;
}

export interface GraphTemplate {
  id: string;
  name: string;
  language: string;
  /** `APPROVED | PENDING | REJECTED | PAUSED | …` */
  status: string;
  category: string;
  /** `POSITIONAL | NAMED` where Meta says so. */
  parameterFormat?: string;
  components: GraphTemplateComponent[];
}
export interface GraphTemplateComponent {
  /** `HEADER | BODY | FOOTER | BUTTONS | …` */
  type: string;
  /** Headers: `TEXT | IMAGE | VIDEO | DOCUMENT | LOCATION`. */
  format?: string;
  text?: string;
  examples: { name?: string; example: string }[];
  buttons: { type: string; text: string; url?: string; example?: string }[];
}

export interface DownloadedMedia {
  /**
   * Ends with a `MediaDownloadError` when the other side sends more than was allowed, takes too long or breaks off. Whoever
   * does not want the rest destroys it.
   */
  body: Readable;
  mimeType?: string;
  size?: number;
}

export interface MessagingClient {
  /**
   * Hands a message to Meta. Success means accepted, not delivered. Sent once: never tried again here, because a second
   * try after a lost answer would reach the customer twice. The failure's `outcome` tells whether it may have been taken,
   * `retry` whether and how the same may be tried later.
   */
  sendMessage(input: SendMessageInput): Promise<GraphResult<AcceptedMessage>>;
  /**
   * Shows the customer that everything up to this message was read; with `typing` also that somebody writes (25 s). With
   * `trial` nobody wrote the message: that Meta does not find it (131009) is reported as expected.
   */
  markRead(input: {
    phoneNumberId: string;
    token: string;
    wamid: string;
    typing?: boolean;
    trial?: boolean;
  }): Promise<GraphResult<void>>;
  /**
   * Takes, passes or releases a conversation. A good answer means done: nothing of it comes by webhook for a release. Never
   * tried again by itself: after a lost answer it may be done, and whoever answers now may have passed it on.
   */
  controlThread(input: ThreadControlInput): Promise<GraphResult<void>>;
  /** Uploads a file for sending; Meta keeps it for 30 days. The body is read once. */
  uploadMedia(input: {
    phoneNumberId: string;
    token: string;
    body: Readable | Buffer;
    size: number;
    mimeType: string;
    filename: string;
  }): Promise<GraphResult<{ id: string }>>;
  /** Where a file can be fetched. Meta keeps what customers send for 7 days. */
  readMedia(input: { mediaId: string; phoneNumberId: string; token: string }): Promise<GraphResult<GraphMedia>>;
  /**
   * Fetches a file from the address that `readMedia` gave. Only https (or the Graph API's own origin), only from hosts of
   * Meta's, no redirect is followed, and nothing is sent to any other place: the token goes along.
   */
  downloadMedia(input: {
    url: string;
    token: string;
    maxBytes: number;
    timeoutMs: number;
  }): Promise<GraphResult<DownloadedMedia>>;
  listTemplates(wabaId: string, token: string): Promise<GraphResult<GraphTemplate[]>>;
}
