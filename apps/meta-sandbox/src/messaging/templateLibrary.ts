import type { TemplateComponent } from './template.types.js';

/** A ready-made template of Meta's with fixed words, which needs no review. */
export interface LibraryTemplate {
  id: string;
  name: string;
  language: string;
  topic: string;
  usecase: string;
  header: string | null;
  body: string;
  examples: string[];
}

export const templateLibrary: readonly LibraryTemplate[] = [
  {
    id: '7147013345418921',
    name: 'delivery_update_1',
    language: 'en_US',
    topic: 'ORDER_MANAGEMENT',
    usecase: 'DELIVERY_UPDATE',
    header: 'Delivery update',
    body: 'Hi {{1}}, your order {{2}} is out for delivery and should be with you today.',
    examples: ['Ana', 'A-1042'],
  },
  {
    id: '7147013345418922',
    name: 'appointment_reminder_1',
    language: 'en_US',
    topic: 'EVENT_REMINDER',
    usecase: 'APPOINTMENT_REMINDER',
    header: null,
    body: 'Hello {{1}}, this is a reminder of your appointment on {{2}}.',
    examples: ['Ana', 'Friday'],
  },
  {
    id: '7147013345418923',
    name: 'payment_confirmation_1',
    language: 'en_US',
    topic: 'PAYMENTS',
    usecase: 'PAYMENT_CONFIRMATION',
    header: null,
    body: 'Thank you, {{1}}. We received your payment of {{2}}.',
    examples: ['Ana', '$49.90'],
  },
];

export const libraryComponents = ({ header, body, examples }: LibraryTemplate): TemplateComponent[] => [
  ...(header === null ? [] : [{ type: 'HEADER', format: 'TEXT', text: header } as const]),
  { type: 'BODY', text: body, example: { body_text: [examples] } },
];
