import type { MessageContent, SendMessageRequest } from '@switchboard/contracts';
import type { TemplateComponent } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { PhoneNumberRecord } from '../../numbers/number.repository.js';
import { AppError } from '../../platform/errors.js';
import type { ConversationService } from '../conversation.service.js';
import { rowsOf } from '../inboxWrites.js';
import { toMediaDto } from '../media/media.dto.js';
import type { MediaRecord } from '../media/media.model.js';
import type { MessageRecord } from '../message.model.js';
import { quoteOf } from '../receiving/references.js';
import { filledComponents, filledContent, missingIn } from '../templates/template.mapper.js';
import type { TemplateService } from '../templates/template.service.js';
import { takesCaption } from './outgoing.js';

/** What a message will say. */
export interface Draft {
  content: MessageContent;
  replyTo?: MessageRecord['replyTo'];
  templateComponents?: TemplateComponent[] | undefined;
  retryOf?: string | undefined;
  /** Whom it was written for, where that is not whom the conversation is with at this moment. */
  peer?: MessageRecord['peer'];
}

export type MessageRequest = Exclude<SendMessageRequest, { type: 'reaction' }>;

export interface DraftDeps {
  media: Model<MediaRecord>;
  conversations: ConversationService;
  templates: TemplateService;
}

/** Turns what was asked for into what is stored, with everything looked up that it names. */
export function createDrafts({ media, conversations, templates }: DraftDeps) {
  const files = rowsOf(media);

  async function quote(accountId: string, conversationId: string, messageId?: string): Promise<Pick<Draft, 'replyTo'>> {
    if (!messageId) return {};
    const answered = await conversations.findMessage(accountId, conversationId, messageId);
    if (!answered.wamid) {
      throw new AppError('invalid_request', {
        message: 'That message has not reached WhatsApp yet: it cannot be answered.',
      });
    }
    return { replyTo: quoteOf(answered) };
  }

  async function fileOf(accountId: string, mediaId: string): Promise<MediaRecord> {
    const file = await files.findOne({ _id: mediaId, accountId });
    // Only what was uploaded here: a customer's own file is at Meta under an id that cannot be sent.
    if (!file?.uploadedBy) throw new AppError('media_not_found');
    if (file.state === 'waiting') throw new AppError('media_not_ready');
    if (file.state !== 'ready') throw new AppError('media_not_found');
    return file;
  }

  async function mediaContent(accountId: string, mediaId: string, caption: string | null): Promise<MessageContent> {
    const file = await fileOf(accountId, mediaId);
    if (caption !== null && !takesCaption(file.kind)) {
      throw new AppError('invalid_request', {
        message: 'WhatsApp takes no text under audio and stickers. Send the text as a message of its own.',
      });
    }
    return { kind: 'media', media: toMediaDto(file), caption };
  }

  return {
    /** @throws AppError `message_not_found`, `media_*`, `template_*`, `invalid_request`. */
    async of(number: PhoneNumberRecord, conversationId: string, request: MessageRequest): Promise<Draft> {
      const { accountId } = number;
      switch (request.type) {
        case 'text':
          return {
            content: { kind: 'text', text: request.text },
            ...(await quote(accountId, conversationId, request.replyTo)),
          };
        case 'media':
          return {
            content: await mediaContent(accountId, request.mediaId, request.caption ?? null),
            ...(await quote(accountId, conversationId, request.replyTo)),
          };
        case 'template': {
          const template = await templates.find(number, request.name, request.language);
          if (template.unusable) throw new AppError('template_not_found', { message: template.unusable });
          const values = request.variables ?? {};
          const missing = missingIn(template, values);
          if (missing.length > 0) {
            throw new AppError('template_incomplete', {
              message: `Fill in ${missing.map(({ part, name }) => `{{${name}}} of the ${part}`).join(', ')}.`,
              details: { missing: missing.map(({ key }) => key) },
            });
          }
          return {
            content: filledContent(template, values),
            templateComponents: filledComponents(template, values),
          };
        }
      }
    },

    /** The same once more. @throws AppError `message_not_retryable`, `media_not_found`. */
    async again(original: MessageRecord): Promise<Draft> {
      const { status, origin, content, replyTo, templateComponents } = original;
      const isOver = status === 'failed' || status === 'unclear';
      const isSendable = content.kind === 'text' || content.kind === 'media' || content.kind === 'template';
      if (origin !== 'switchboard' || !isOver || !isSendable) throw new AppError('message_not_retryable');
      if (content.kind === 'media') await fileOf(original.accountId, content.media.mediaId);
      return {
        content,
        retryOf: original._id,
        // Meta says where the first one went. Should that be another address by now, a person is asked.
        ...(original.peer ? { peer: original.peer } : {}),
        ...(replyTo ? { replyTo } : {}),
        ...(templateComponents ? { templateComponents } : {}),
      };
    },

    /** Keeps a file from being swept: from here on a message needs it. @throws AppError `media_not_found`. */
    async keepFile(accountId: string, messageId: string, { content }: Draft): Promise<void> {
      if (content.kind !== 'media') return;
      const { matchedCount } = await files.updateOne(
        { _id: content.media.mediaId, accountId, state: 'ready' },
        { $set: { messageId }, $unset: { unsent: 1 } },
      );
      if (matchedCount === 0) throw new AppError('media_not_found');
    },
  };
}
export type Drafts = ReturnType<typeof createDrafts>;
