'use client';

import type { ConversationDto, MessageDto } from '@switchboard/contracts';
import { useSignedIn } from '@/lib/useSession';
import { useInboxStore } from '../InboxProvider';
import { send } from '../outboxActions';
import { mediaContent, type SendableRequest } from '../state/outbox';
import { messageLine } from '../thread/messageWords';
import type { Attachment } from './attachmentStore';
import { planMessages } from './planMessages';

const toQuote = (message: MessageDto): MessageDto['replyTo'] => ({
  id: message.id,
  preview: messageLine(message).slice(0, 200),
  direction: message.direction,
  ...(message.author ? { author: message.author } : {}),
});

interface Written {
  text: string;
  attachments: readonly Attachment[];
  replyTo: MessageDto | null;
}

/** Sends the text and files, one message after the other, so that they arrive in order. */
export function useSendMessages(conversation: ConversationDto): (written: Written) => void {
  const store = useInboxStore();
  const me = useSignedIn()?.user;
  return ({ text, attachments, replyTo }) => {
    if (!me) return;
    const ready = attachments.flatMap(({ media, kind }) => (media ? [{ media, kind }] : []));
    const planned = planMessages({
      text,
      files: ready.map(({ media, kind }) => ({ mediaId: media.mediaId, kind })),
      replyTo: replyTo?.id ?? null,
      newId: () => crypto.randomUUID(),
    });
    const toContent = (request: SendableRequest): MessageDto['content'] => {
      if (request.type !== 'media') return { kind: 'text', text: request.type === 'text' ? request.text : '' };
      const media = ready.find((file) => file.media.mediaId === request.mediaId)?.media;
      return media ? mediaContent(media, request.caption) : { kind: 'text', text: '' };
    };
    for (const request of planned) {
      send({
        store,
        conversationId: conversation.id,
        phoneNumberId: conversation.phoneNumberId,
        author: { userId: me.userId, name: me.name },
        request,
        content: toContent(request),
        replyTo: replyTo && request.replyTo ? toQuote(replyTo) : null,
      });
    }
  };
}
