import type { MessageContent, SendMessageRequest } from '@switchboard/contracts';
import type { TemplateComponent } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { PhoneNumberRecord } from '../../numbers/number.repository.js';
import { AppError } from '../../platform/errors.js';
import type { ConversationRecord } from '../conversation.model.js';
import type { ConversationService } from '../conversation.service.js';
import { getCollection } from '../inboxWrites.js';
import { toMediaDto } from '../media/media.dto.js';
import type { MediaRecord } from '../media/media.model.js';
import type { MessageRecord } from '../message.model.js';
import type { OptOutCheck } from '../preferences/optOutCheck.js';
import { toQuote } from '../receiving/references.js';
import { filledComponents, filledContent, missingIn } from '../templates/template.mapper.js';
import type { TemplateService } from '../templates/template.service.js';
import { takesCaption } from './outgoing.js';

export interface Draft {
  content: MessageContent;
  replyTo?: MessageRecord['replyTo'];
  templateComponents?: TemplateComponent[] | undefined;
  retryOf?: string | undefined;
  /** Whom it was written for, where the conversation is with another address now. */
  peer?: MessageRecord['peer'];
}

export type MessageRequest = Exclude<SendMessageRequest, { type: 'reaction' }>;

export interface DraftDeps {
  media: Model<MediaRecord>;
  conversations: Pick<ConversationService, 'findMessage'>;
  templates: TemplateService;
  optOuts: OptOutCheck;
}

export function createDrafts({ media, conversations, templates, optOuts }: DraftDeps) {
  const files = getCollection(media);

  async function quote(accountId: string, conversationId: string, messageId?: string): Promise<Pick<Draft, 'replyTo'>> {
    if (!messageId) return {};
    const answered = await conversations.findMessage(accountId, conversationId, messageId);
    if (!answered.wamid) {
      throw new AppError('invalid_request', {
        message: 'That message has not reached WhatsApp yet: it cannot be answered.',
      });
    }
    return { replyTo: toQuote(answered) };
  }

  async function findFile(accountId: string, mediaId: string): Promise<MediaRecord> {
    const file = await files.findOne({ _id: mediaId, accountId });
    // A customer's own file cannot be sent: Meta has it under another kind of id.
    if (!file?.uploadedBy) throw new AppError('media_not_found');
    if (file.state === 'waiting') throw new AppError('media_not_ready');
    if (file.state !== 'ready') throw new AppError('media_not_found');
    return file;
  }

  async function mediaContent(accountId: string, mediaId: string, caption: string | null): Promise<MessageContent> {
    const file = await findFile(accountId, mediaId);
    if (caption !== null && !takesCaption(file.kind)) {
      throw new AppError('invalid_request', {
        message: 'WhatsApp takes no text under audio and stickers. Send the text as a message of its own.',
      });
    }
    return { kind: 'media', media: toMediaDto(file), caption };
  }

  async function compose(number: PhoneNumberRecord, conversationId: string, request: MessageRequest): Promise<Draft> {
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
  }

  async function repeat(original: MessageRecord): Promise<Draft> {
    const { status, origin, content, replyTo, templateComponents } = original;
    const isOver = status === 'failed' || status === 'unclear';
    const isSendable = content.kind === 'text' || content.kind === 'media' || content.kind === 'template';
    if (origin !== 'switchboard' || !isOver || !isSendable) throw new AppError('message_not_retryable');
    if (content.kind === 'media') await findFile(original.accountId, content.media.mediaId);
    return {
      content,
      retryOf: original._id,
      // If that is another address by now, a person is asked.
      ...(original.peer ? { peer: original.peer } : {}),
      ...(replyTo ? { replyTo } : {}),
      ...(templateComponents ? { templateComponents } : {}),
    };
  }

  return {
    /** @throws AppError `message_not_found`, `media_*`, `template_*`, `marketing_opted_out`, `invalid_request`. */
    async of(number: PhoneNumberRecord, conversation: ConversationRecord, request: MessageRequest): Promise<Draft> {
      const draft = await compose(number, conversation._id, request);
      await optOuts.check(number, conversation, draft, request.type === 'template' && request.confirmOptOut === true);
      return draft;
    },

    /** As it was. @throws AppError `message_not_retryable`, `media_not_found`, `marketing_opted_out`. */
    async again(
      number: PhoneNumberRecord,
      conversation: ConversationRecord,
      original: MessageRecord,
      confirmOptOut: boolean,
    ): Promise<Draft> {
      const draft = await repeat(original);
      await optOuts.check(number, conversation, draft, confirmOptOut);
      return draft;
    },

    /** The file is used, and not swept. @throws AppError `media_not_found`. */
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
