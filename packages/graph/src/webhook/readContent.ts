import { asFilledText, asId, asList, asNumber, asObject, asText, type JsonObject } from './jsonReaders.js';
import { readContactCards } from './readCards.js';
import { readError } from './readStatus.js';
import { readInteractive, readOrder } from './readStructured.js';
import { readSystem } from './readSystem.js';
import type { WebhookContent, WebhookMedia } from './webhook.types.js';

/**
 * What is in a message: the object that stands under the name of its `type` (meta-platform 8.5). A type we do not know is
 * `unsupported` and keeps Meta's word. Somebody wrote it, so one whose object cannot be read is `unsupported`, too.
 */
export function readContent(message: JsonObject): WebhookContent {
  const type = asFilledText(message.type);
  if (type === undefined) return { type: 'unsupported', metaType: 'unknown', isUnreadable: true };
  const known = readKnown(type, message);
  if (known !== undefined) return known;
  // A file that Meta could not fetch comes with the reason in place of the file (131052).
  const why = toUnsupported(type, message);
  return why.code === undefined ? { ...why, isUnreadable: true } : why;
}

function readKnown(type: string, message: JsonObject): WebhookContent | undefined {
  switch (type) {
    case 'text':
      return readText(asObject(message.text));
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return readMedia(type, asObject(message[type]));
    // An older word of Meta's for a voice note.
    case 'voice':
      return readMedia(type, asObject(message.voice) ?? asObject(message.audio));
    case 'location':
      return readLocation(asObject(message.location));
    case 'contacts':
      return readContactCards(asList(message.contacts));
    case 'interactive':
      return readInteractive(asObject(message.interactive));
    case 'button':
      return readTemplateButton(asObject(message.button));
    case 'reaction':
      return readReaction(asObject(message.reaction));
    case 'order':
      return readOrder(asObject(message.order));
    case 'system':
      return readSystem(message);
    case 'edit':
      return readEdit(asObject(message.edit));
    case 'revoke':
      return readRevoke(asObject(message.revoke));
    case 'media_placeholder':
      return { type };
    default:
      return toUnsupported(type, message);
  }
}

function readText(text?: JsonObject): WebhookContent | undefined {
  const body = asText(text?.body);
  return body === undefined ? undefined : { type: 'text', body };
}

type MediaType = 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';

function readMedia(type: MediaType, file?: JsonObject): WebhookContent | undefined {
  const id = asId(file?.id);
  if (file === undefined || id === undefined) return undefined;
  const media: WebhookMedia = {
    id,
    mimeType: asFilledText(file.mime_type) ?? 'application/octet-stream',
    sha256: asText(file.sha256),
    url: asText(file.url),
  };
  switch (type) {
    case 'audio':
      return { type, media, voice: file.voice === true };
    case 'voice':
      return { type: 'audio', media, voice: true };
    case 'sticker':
      return { type, media, animated: file.animated === true };
    case 'document':
      return { type, media, filename: asText(file.filename), caption: asText(file.caption) };
    default:
      return { type, media, caption: asText(file.caption) };
  }
}

function readLocation(location?: JsonObject): WebhookContent | undefined {
  const latitude = asNumber(location?.latitude);
  const longitude = asNumber(location?.longitude);
  if (location === undefined || latitude === undefined || longitude === undefined) return undefined;
  return { type: 'location', latitude, longitude, name: asText(location.name), address: asText(location.address) };
}

function readTemplateButton(button?: JsonObject): WebhookContent | undefined {
  const text = asText(button?.text);
  if (text === undefined) return undefined;
  return { type: 'template_button', payload: asText(button?.payload) ?? text, text };
}

function readReaction(reaction?: JsonObject): WebhookContent | undefined {
  const target = asFilledText(reaction?.message_id);
  // Meta leaves the key out when the reaction was taken back.
  return target === undefined ? undefined : { type: 'reaction', target, emoji: asFilledText(reaction?.emoji) ?? null };
}

function readEdit(edit?: JsonObject): WebhookContent | undefined {
  const target = asFilledText(edit?.original_message_id);
  if (target === undefined) return undefined;
  const changed = asObject(edit?.message);
  // An edit of an edit is no content of Meta's. Following it would let a body decide how deep we go.
  const content = changed === undefined || changed.type === 'edit' ? undefined : readContent(changed);
  const isReadable = content !== undefined && !(content.type === 'unsupported' && content.isUnreadable);
  return { type: 'edit', target, content: isReadable ? content : undefined };
}

function readRevoke(revoke?: JsonObject): WebhookContent | undefined {
  const target = asFilledText(revoke?.original_message_id);
  return target === undefined ? undefined : { type: 'revoke', target };
}

type Unsupported = Extract<WebhookContent, { type: 'unsupported' }>;

/** `unsupported`, and every type that came after this was written. */
function toUnsupported(type: string, message: JsonObject): Unsupported {
  const error = readError(asList(message.errors)?.[0]);
  const metaType = (type === 'unsupported' && asFilledText(asObject(message.unsupported)?.type)) || type;
  return { type: 'unsupported', metaType, code: error?.code, title: error?.title, details: error?.details };
}
