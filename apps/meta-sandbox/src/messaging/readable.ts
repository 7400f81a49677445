import { textIn } from './chats.js';

const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const readField = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;

export function readable(type: string, content: unknown): string {
  switch (type) {
    case 'text':
      return textIn(content, 'body') ?? '';
    case 'image':
    case 'video':
    case 'document':
      return (
        textIn(content, 'caption') ??
        textIn(content, 'filename') ??
        { image: 'Picture', video: 'Film', document: 'Document' }[type]
      );
    case 'audio':
      return readField(content, 'voice') === true ? 'Voice note' : 'Audio';
    case 'sticker':
      return 'Sticker';
    case 'location':
      return textIn(content, 'name') ?? 'Location';
    case 'contacts': {
      const first = isArray(content) ? readField(content[0], 'name') : undefined;
      return textIn(first, 'formatted_name') ?? 'Contact';
    }
    case 'interactive': {
      const reply = readField(content, 'button_reply') ?? readField(content, 'list_reply');
      return textIn(reply, 'title') ?? textIn(readField(content, 'body'), 'text') ?? 'Form';
    }
    case 'template':
      return textIn(content, 'body') ?? 'Template';
    case 'button':
      return textIn(content, 'text') ?? '';
    case 'order': {
      const items = readField(content, 'product_items');
      return `Order of ${isArray(items) ? items.length : 0} products`;
    }
    case 'system':
      return textIn(content, 'body') ?? 'System message';
    default:
      return `A message of the type “${type}”`;
  }
}
