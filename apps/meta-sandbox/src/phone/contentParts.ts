import { type Html, html } from '../html/html.js';
import { textIn } from '../messaging/chats.js';
import type { MediaKind } from '../messaging/mediaKinds.js';
import { readable } from '../messaging/readable.js';
import type { SandboxState } from '../state/sandboxState.js';

export const fieldIn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
export const listIn = (value: unknown, name: string): readonly unknown[] => {
  const list = fieldIn(value, name);
  return Array.isArray(list) ? list : [];
};
export const wordIn = (value: unknown, name: string): string => {
  const word = fieldIn(value, name);
  return typeof word === 'string' || typeof word === 'number' ? String(word) : '';
};

export const words = (text: string) => html`<p class="words" dir="auto">${text}</p>`;
const caption = (content: unknown) => {
  const text = textIn(content, 'caption');
  return text ? words(text) : null;
};

/** Shows a file of the sandbox; one behind another link is only named, because nothing is loaded from there. */
export function mediaContent(kind: MediaKind, content: unknown, state: SandboxState): Html {
  const link = textIn(content, 'link');
  if (link !== null) {
    return html`<p><a href="${link}" rel="noreferrer" target="_blank" data-testid="phone-link">${readable(kind, content)}: ${link}</a></p>${caption(content)}`;
  }
  const file = state.media.find(wordIn(content, 'id'), state.now());
  if (!file) return html`<p class="note">${readable(kind, content)} (no longer here)</p>${caption(content)}`;
  const source = `/__sandbox/phone/media/${file.id}`;
  switch (kind) {
    case 'image':
      return html`<a href="${source}" target="_blank"><img src="${source}" alt="${textIn(content, 'caption') ?? 'Picture'}" data-testid="phone-image"></a>${caption(content)}`;
    case 'sticker':
      return html`<img class="sticker" src="${source}" alt="Sticker">`;
    case 'video':
      return html`<video controls preload="metadata" src="${source}"></video>${caption(content)}`;
    case 'audio':
      return html`<audio controls preload="metadata" src="${source}" data-testid="phone-audio"></audio>`;
    case 'document': {
      const name = textIn(content, 'filename') ?? file.filename ?? 'Document';
      return html`<p><a href="${source}" target="_blank" class="file" data-testid="phone-document"><strong>${name}</strong><small>${formatSize(file.bytes.length)}</small></a></p>${caption(content)}`;
    }
  }
}

const formatSize = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export const locationContent = (content: unknown) => html`
<p class="place"><strong>${textIn(content, 'name') ?? 'A place'}</strong>${textIn(content, 'address') !== null && html`<span>${textIn(content, 'address')}</span>`}<small>${wordIn(content, 'latitude')}, ${wordIn(content, 'longitude')}</small></p>`;
