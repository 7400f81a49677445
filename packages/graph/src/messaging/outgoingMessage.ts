import type {
  OutgoingContent,
  Recipient,
  SendMessageInput,
  TemplateComponent,
  ThreadControlInput,
} from './messaging.types.js';

// What we send, in Meta's snake_case words. Keys without a value are left out when it is written as JSON.

/** The body of `POST /{phone}/messages` (meta-platform 7). */
export function toMetaMessage({ to, content, repliesTo, callbackData }: SendMessageInput): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...toMetaRecipient(to),
    // A reaction names its message itself, and Meta takes no context beside one.
    ...(repliesTo !== undefined && content.type !== 'reaction' && { context: { message_id: repliesTo } }),
    biz_opaque_callback_data: callbackData,
    type: content.type,
    [content.type]: toMetaContent(content),
  };
}

/** The body of `POST /{phone}/thread_control` (meta-platform 17.1). */
export function toMetaThreadControl({ to, action, targetRole, metadata }: ThreadControlInput): Record<string, unknown> {
  return {
    messaging_product: 'whatsapp',
    ...toMetaRecipient(to),
    action,
    metadata,
    // Meta takes it with `pass` only.
    control_pass: action === 'pass' && targetRole !== undefined ? { target_role: targetRole } : undefined,
  };
}

/** An id in `to` is dropped without a word (meta-platform 17.2). */
const toMetaRecipient = (to: Recipient) => ('phone' in to ? { to: to.phone } : { recipient: to.userId });

function toMetaContent(content: OutgoingContent): Record<string, unknown> {
  switch (content.type) {
    case 'text':
      return { body: content.body, preview_url: content.previewUrl };
    case 'reaction':
      return { message_id: content.target, emoji: content.emoji ?? '' };
    case 'template':
      return {
        name: content.name,
        language: { code: content.language },
        components: content.components.map(toMetaComponent),
      };
    default:
      return { id: content.mediaId, caption: content.caption, filename: content.filename, voice: content.voice };
  }
}

const toMetaComponent = (component: TemplateComponent) => ({
  type: component.type,
  sub_type: component.subType,
  // Meta's own examples have it as a text.
  index: component.index === undefined ? undefined : String(component.index),
  parameters: component.parameters.map(({ text, name }) => toMetaParameter(component.subType, text, name)),
});

/** Two kinds of buttons have a word of their own for what is a text everywhere else. */
function toMetaParameter(subType: TemplateComponent['subType'], text: string, name?: string) {
  if (subType === 'quick_reply') return { type: 'payload', payload: text };
  if (subType === 'copy_code') return { type: 'coupon_code', coupon_code: text };
  return { type: 'text', text, parameter_name: name };
}
