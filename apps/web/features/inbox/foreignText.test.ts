import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type ContactCard,
  type ConversationDto,
  conversationDto,
  type MediaKind,
  type MediaState,
  type MessageContent,
  type MessageDto,
  mediaKinds,
  mediaState,
  messageContent,
  messageDto,
  responderKind,
} from '@switchboard/contracts';
import { Tooltip } from 'radix-ui';
import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ReplyBar } from './composer/ReplyBar';
import { ContentView } from './content/ContentView';
import { downloadName } from './content/fileWords';
import { previewLine } from './content/previewLine';
import { customerDetail, customerName } from './customerWords';
import { ConversationRow } from './list/ConversationRow';
import { notificationWords } from './live/notifications';
import { ThreadStrip } from './responders/ThreadStrip';
import { sampleConversation, sampleMessage } from './state/samples';
import { MessageRow } from './thread/MessageRow';
import { NewMessageAnnouncer } from './thread/NewMessageAnnouncer';
import { type ThreadActions, ThreadActionsProvider } from './thread/ThreadActions';
import { ThreadHeader } from './thread/ThreadHeader';

const hostile = '\u202Eשלום‮\u2066\nmark';
/** What is left of it in a line. */
const mark = 'שלום mark';
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067]/u;

interface Shape {
  def: {
    type: string;
    format?: string | null;
    element?: Shape;
    innerType?: Shape;
    shape?: Record<string, Shape>;
    entries?: Record<string, unknown>;
    values?: unknown[];
    options?: Shape[];
  };
}

/**
 * A value of a contract whose every text is hostile. It is made from the contract itself, so that a field that is added
 * to it is tested from then on.
 */
function hostileValue({ def }: Shape): unknown {
  switch (def.type) {
    case 'string':
      return def.format === 'datetime' ? '2026-11-24T10:00:00.000Z' : hostile;
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'literal':
      return def.values?.[0];
    case 'enum':
      return Object.values(def.entries ?? {})[0];
    case 'array':
      return def.element ? [hostileValue(def.element)] : [];
    case 'nullable':
    case 'optional':
      return def.innerType && hostileValue(def.innerType);
    case 'union':
      return def.options?.[0] && hostileValue(def.options[0]);
    case 'object':
      return Object.fromEntries(Object.entries(def.shape ?? {}).map(([key, shape]) => [key, hostileValue(shape)]));
    default:
      throw new Error(`what is hostile as ${def.type}?`);
  }
}

const isShape = (value: unknown): value is Shape => typeof value === 'object' && value !== null && 'def' in value;
const describeShape = (value: unknown): Shape => {
  if (!isShape(value)) throw new Error('not a contract');
  return value;
};

const contents = messageContent.options.map((option) => messageContent.parse(hostileValue(describeShape(option))));
const files = mediaKinds.flatMap((kind) =>
  mediaState.options.map((state): MessageContent => {
    const media = { mediaId: 'med_1', kind, state, mimeType: 'a/b', size: 1, filename: hostile, animated: false };
    return { kind: 'media', media, caption: hostile };
  }),
);

const actions: ThreadActions = {
  mayAnswer: true,
  reply: () => undefined,
  chooseReaction: () => undefined,
  react: () => undefined,
  jumpTo: () => undefined,
  openPicture: () => undefined,
  retry: async () => undefined,
  sendAgain: () => undefined,
  discard: () => undefined,
  decideHeld: async () => undefined,
};
const drawn = (node: ReactNode) =>
  renderToStaticMarkup(
    createElement(Tooltip.Provider, null, createElement(ThreadActionsProvider, { value: actions }, node)),
  );

/** Texts of others that are drawn with no direction of their own, and labels in which they turn what stands beside. */
function unsafeIn(html: string): string[] {
  const found: string[] = [];
  const open: boolean[] = [];
  for (const [, text = '', closing, name = '', attributes = ''] of html.matchAll(
    /([^<]*)(?:<(\/?)([a-z0-9]+)((?:\s[^<>]*)?)>|$)/g,
  )) {
    if (/שלום|mark/.test(text) && !open.some(Boolean)) found.push(`text: ${text}`);
    if (closing) open.pop();
    else if (name && !['input', 'img', 'br', 'path', 'circle', 'rect', 'line'].includes(name)) {
      open.push(name === 'bdi' || /\sdir="auto"/.test(attributes));
    }
    for (const [, attribute = '', value = ''] of attributes.matchAll(/\s([a-z-]+)="([^"]*)"/g)) {
      if (attribute.startsWith('data-') || attribute === 'href' || attribute === 'id') continue;
      if (turning.test(value) || (/שלום/.test(value) && !/\u2068[^\u2068\u2069]*שלום/.test(value))) {
        found.push(`${attribute}: ${value}`);
      }
    }
  }
  return found;
}

describe('what others wrote is drawn with a direction of its own', () => {
  it('or this test sees it', () => {
    expect(unsafeIn(`<p>From ${hostile}</p>`)).toHaveLength(1);
    expect(unsafeIn(`<p title="From ${mark}">x</p>`)).toHaveLength(1);
    expect(unsafeIn(`<p>From <bdi>${mark}</bdi></p><p dir="auto"><b>${mark}</b></p>`)).toEqual([]);
  });

  it.each(contents.map((content) => [content.kind, content] as const))(
    'in a message of the kind %s',
    (_kind, content) => {
      expect(unsafeIn(drawn(createElement(ContentView, { content })))).toEqual([]);
    },
  );

  it.each(
    files.map(
      (content) => [content.kind === 'media' ? `${content.media.kind}, ${content.media.state}` : '', content] as const,
    ),
  )('in a file: %s', (_kind, content) => {
    const html = drawn(createElement(ContentView, { content }));
    expect(html).toContain('mark');
    expect(unsafeIn(html)).toEqual([]);
  });

  const message: MessageDto = messageDto.parse({ ...(hostileValue(describeShape(messageDto)) as object), revision: 1 });
  const conversation: ConversationDto = conversationDto.parse({
    ...(hostileValue(describeShape(conversationDto)) as object),
    unread: 2,
  });
  const row = { rowKey: '1', startsDay: false, startsNew: false, joined: false, retried: false };

  it.each(['in', 'out'] as const)(
    'around a message: who wrote it, what it answers, where it came from (%s)',
    (direction) => {
      for (const content of contents) {
        const html = drawn(
          createElement(MessageRow, {
            ...row,
            message: { ...message, direction, content, status: direction === 'in' ? 'received' : 'failed' },
            customer: hostile,
            myUserId: 'usr_me',
            unsent: null,
            isFlashing: false,
          }),
        );
        expect(html).toContain('mark');
        expect(unsafeIn(html)).toEqual([]);
      }
    },
  );

  it.each(['in', 'out'] as const)('in a row of the list (%s)', (direction) => {
    const number = { displayName: hostile, displayPhone: '+1 555-010-0000' };
    const html = drawn(
      createElement(ConversationRow, {
        conversation: {
          ...conversation,
          lastMessage: {
            id: 'msg_1',
            direction,
            kind: 'text',
            preview: hostile,
            status: 'sent',
            sentBy: null,
            sender: null,
          },
        },
        number: number as Parameters<typeof ConversationRow>[0]['number'],
        draft: null,
        isOpen: false,
        isTabStop: true,
        onOpen: () => undefined,
      }),
    );
    expect(html.match(/mark</g)).toHaveLength(3);
    expect(unsafeIn(html)).toEqual([]);
  });

  it('in the head of a thread, in the bar of an answer and in what is read out', () => {
    const about = sampleMessage('msg_1', { content: { kind: 'text', text: hostile }, at: new Date().toISOString() });
    const nodes = [
      createElement(ThreadHeader, {
        ...{ conversation, number: undefined, mayAnswer: true },
        onBack: () => undefined,
        onMarkUnread: () => undefined,
      }),
      createElement(ReplyBar, { message: about, sender: hostile, onCancel: () => undefined }),
      createElement(NewMessageAnnouncer, { messages: [about], customer: hostile, myUserId: 'usr_me' }),
    ];
    for (const node of nodes) {
      const html = drawn(node);
      expect(html).toContain('mark');
      expect(unsafeIn(html)).toEqual([]);
    }
  });

  it('below the head of a thread: who answers, what the agent says, what the customer does not want', () => {
    const control = { pending: null, problem: null, press: () => undefined, forget: () => undefined };
    const idleAt = new Date(Date.now() + 3_600_000).toISOString();
    for (const who of responderKind.options) {
      const responder = conversation.responder && { ...conversation.responder, who, idleAt };
      const html = drawn(
        createElement(ThreadStrip, { conversation: { ...conversation, responder }, number: undefined, control }),
      );
      expect(html.match(/mark(?=[^<>]*<)/g)).toHaveLength(who === 'other_app' ? 3 : 2);
      expect(unsafeIn(html)).toEqual([]);
    }
  });

  it('in a notification, which knows no markup', () => {
    const about = sampleMessage('msg_1', { content: { kind: 'text', text: `*bold* ${hostile}` } });
    expect(notificationWords(hostile, about, true)).toEqual({
      title: `\u2068${mark}\u2069`,
      body: `\u2068bold ${mark}\u2069`,
    });
    expect(notificationWords('Anna', about, false).body).toBe('New message from Anna');
  });

  it('and nowhere straight from a name: every feature takes the component', () => {
    const folder = fileURLToPath(new URL('..', import.meta.url));
    const names =
      'displayName|accountName|businessName|wabaName|savedName|filename|caption|preview|headline|organisation|member\\.name|user\\.name|author\\.name|account\\.name|contact\\.name|sender|customer|file\\.name|customerName\\([^)]*\\)|threadName\\([^)]*\\)|quotedSender\\([^)]*\\)|senderName\\([^)]*\\)|nameOf\\([^)]*\\)';
    // In a child of an element, and not as the value of an attribute.
    const raw = new RegExp(
      `(?<![=$(])\\{\\s*(?:[A-Za-z][A-Za-z?.]*\\.)?(?:${names})(?:\\s*(?:\\?\\?|\\|\\|)[^{}]*)?\\s*\\}(?!\\s*from)`,
    );
    const offenders = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.tsx'))
      .flatMap((path) =>
        readFileSync(`${folder}/${path}`, 'utf8')
          .split('\n')
          .flatMap((line, index) =>
            raw.test(line) && !/^\s*(?:import|export|const|return|function)/.test(line)
              ? [`${path}:${index + 1}: ${line.trim()}`]
              : [],
          ),
      );
    expect(offenders).toEqual([]);
    expect(raw.test('<p>{number.displayName}</p>')).toBe(true);
    expect(raw.test('<Foreign text={number.displayName} />')).toBe(false);
  });
});

describe('a customer whose name cannot be seen', () => {
  const customer = (name: string | null, more: Partial<ConversationDto['customer']> = {}) => ({
    ...sampleConversation('cnv_1').customer,
    name,
    ...more,
  });

  it.each([
    ['only gaps', ' \u00a0\u2003 '],
    ['Hangul fillers', 'ㅤㅤ'],
    ['Braille blanks', '⠀⠀'],
    ['zero-width signs', '\u200b\u200d\ufeff'],
    ['turning signs', '\u202e\u2066'],
    ['line breaks', '\n\r\u2028'],
    ['marks alone', '\u0301\u0489'],
  ])('has the number in its place: %s', (_what, name) => {
    expect(customerName(customer(name))).toBe('+1 555 010 0001');
    expect(customerName(customer(name, { savedName: name }))).toBe('+1 555 010 0001');
    expect(customerName(customer(name, { phone: null, username: 'anna' }))).toBe('@anna');
    expect(customerName(customer(name, { phone: null, username: name }))).toBe('Hidden number');
    expect(customerDetail(customer(name))).toBe('WhatsApp customer');
  });

  it('is called by the name that can be seen', () => {
    expect(customerName(customer('Anna', { savedName: 'ㅤ' }))).toBe('Anna');
    expect(customerName(customer('\u202eannA\nYou: hi'))).toBe('annA You: hi');
  });
});

describe('a file of a customer', () => {
  it('is called what its letters say in their order', () => {
    const filename = 'invoice\u202Efdp.exe';
    const kind: MediaKind = 'document';
    const state: MediaState = 'ready';
    const media = { mediaId: 'med_1', kind, state, mimeType: 'a/b', size: 1, filename, animated: false };
    expect(downloadName(media)).toBe('invoice fdp.exe');
  });
});

describe('a line about a message', () => {
  it('has no signs of formatting, and is one line', () => {
    expect(previewLine('*Sale*\n> _today_ only\u202e')).toBe('Sale today only');
    expect(previewLine('x'.repeat(60_000))).toHaveLength(300);
  });

  it('knows contact cards without a name', () => {
    const card: ContactCard = { name: 'ㅤ', phones: [], emails: [], organisation: null };
    const html = drawn(createElement(ContentView, { content: { kind: 'contacts', contacts: [card] } }));
    expect(html).toContain('Without a name');
  });
});
