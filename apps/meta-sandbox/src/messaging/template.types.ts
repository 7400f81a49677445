export const templateStatuses = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED'] as const;
export type TemplateStatus = (typeof templateStatuses)[number];
export const templateCategories = ['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const;

export const buttonTypes = [
  'QUICK_REPLY',
  'URL',
  'PHONE_NUMBER',
  'COPY_CODE',
  'FLOW',
  'CATALOG',
  'MPM',
  'SPM',
  'OTP',
  'VOICE_CALL',
] as const;

export interface TemplateButton {
  type: (typeof buttonTypes)[number];
  text: string;
  url?: string | undefined;
  phone_number?: string | undefined;
  /** A list; for a coupon code the code itself. */
  example?: string | string[] | undefined;
  flow_id?: string | undefined;
  flow_action?: string | undefined;
  navigate_screen?: string | undefined;
  otp_type?: string | undefined;
}

export const headerFormats = ['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT'] as const;

type Example = Record<string, unknown>;

export type TemplateComponent =
  | { type: 'HEADER'; format: 'TEXT'; text: string; example?: Example | undefined }
  | { type: 'HEADER'; format: (typeof headerFormats)[number]; example?: Example | undefined }
  | { type: 'BODY'; text: string; example?: Example | undefined; add_security_recommendation?: boolean | undefined }
  | { type: 'FOOTER'; text: string; code_expiration_minutes?: number | undefined }
  | { type: 'LIMITED_TIME_OFFER'; limited_time_offer: { text: string; has_expiration?: boolean | undefined } }
  | { type: 'CAROUSEL'; cards: { components: TemplateComponent[] }[] }
  | { type: 'BUTTONS'; buttons: TemplateButton[] };

export interface Template {
  id: string;
  wabaId: string;
  name: string;
  language: string;
  status: TemplateStatus;
  category: (typeof templateCategories)[number];
  parameterFormat: 'POSITIONAL' | 'NAMED';
  components: TemplateComponent[];
  rejectedReason: string | null;
}

export interface FilledHeader {
  format: string;
  text: string | null;
  media: { id?: string | undefined; link?: string | undefined; filename?: string | undefined } | null;
  location: { latitude: number; longitude: number; name?: string | undefined; address?: string | undefined } | null;
}

export interface FilledButton {
  type: string;
  text: string;
  /** What a tap returns: a payload, or the token of a Flow. */
  payload: string | null;
  url: string | null;
  code: string | null;
}

export interface FilledCard {
  header: FilledHeader | null;
  body: string;
  buttons: FilledButton[];
}

export interface FilledTemplate extends FilledCard {
  footer: string | null;
  /** `endsAt` in milliseconds since the epoch; null without an end. */
  offer: { text: string; endsAt: number | null } | null;
  cards: FilledCard[];
}
