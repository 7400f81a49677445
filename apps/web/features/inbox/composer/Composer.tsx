'use client';

import type { ConversationDto, MessageDto } from '@switchboard/contracts';
import { LayoutTemplate, Paperclip, SendHorizontal, Smile } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type RefObject, useRef, useState } from 'react';
import { Button } from '@/components/ui/Button';
import { Tooltip } from '@/components/ui/Tooltip';
import { cn } from '@/lib/cn';
import { useReportPresence } from '../live/useReportPresence';
import { useDrafts } from '../remembered';
import { AttachmentTray, RefusedFiles } from './AttachmentTray';
import { EmojiPicker } from './EmojiPicker';
import { MessageField } from './MessageField';
import { TEXT_LIMIT } from './planMessages';
import { ReplyBar } from './ReplyBar';
import { acceptedTypes } from './uploadCheck';
import type { useAttachments } from './useAttachments';
import { useSendMessages } from './useSendMessages';

interface ComposerProps {
  conversation: ConversationDto;
  files: ReturnType<typeof useAttachments>;
  field: RefObject<HTMLTextAreaElement | null>;
  replyTo: { message: MessageDto; sender: string } | null;
  onCancelReply: () => void;
  onTemplate: () => void;
  /** Escape, when nothing here is left to cancel. */
  onLeave: () => void;
}

const COUNT_FROM = TEXT_LIMIT - 300;

export function Composer({ conversation, files, field, replyTo, onCancelReply, onTemplate, onLeave }: ComposerProps) {
  const { drafts, keep } = useDrafts();
  const text = drafts[conversation.id] ?? '';
  const report = useReportPresence(conversation.id);
  const sendMessages = useSendMessages(conversation);
  const chooser = useRef<HTMLInputElement>(null);
  const { attachments } = files;
  const tooLong = text.trim().length > TEXT_LIMIT;
  const uploading = attachments.some(({ state }) => state === 'uploading');
  const failed = attachments.some(({ state }) => state === 'failed');
  const empty = text.trim() === '' && attachments.length === 0;
  const maySend = !empty && !tooLong && !uploading && !failed;

  const write = (value: string) => {
    keep(conversation.id, value);
    report(value.trim() !== '');
  };
  const submit = () => {
    if (!maySend) return;
    sendMessages({ text, attachments, replyTo: replyTo?.message ?? null });
    write('');
    files.clear();
    onCancelReply();
    field.current?.focus();
  };
  const insert = (emoji: string) => {
    const element = field.current;
    const start = element?.selectionStart ?? text.length;
    const end = element?.selectionEnd ?? text.length;
    write(text.slice(0, start) + emoji + text.slice(end));
    requestAnimationFrame(() => element?.setSelectionRange(start + emoji.length, start + emoji.length));
  };
  return (
    <div className="rounded-2xl border border-line bg-surface shadow-card transition-colors focus-within:border-accent">
      {replyTo ? <ReplyBar {...replyTo} onCancel={onCancelReply} /> : null}
      <RefusedFiles refused={files.refused} onHide={files.forgetRefused} />
      <AttachmentTray attachments={attachments} onRemove={files.remove} onAgain={files.again} />
      <div className="flex items-end gap-0.5 p-1.5">
        <Tooltip text="Attach a file">
          <Button variant="ghost" size="icon" aria-label="Attach a file" onClick={() => chooser.current?.click()}>
            <Paperclip aria-hidden="true" className="!size-[1.125rem]" />
          </Button>
        </Tooltip>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          aria-label="Files to attach"
          accept={acceptedTypes}
          onChange={(event) => {
            files.add([...(event.target.files ?? [])]);
            event.target.value = '';
            field.current?.focus();
          }}
        />
        <EmojiButton onPick={insert} field={field} />
        <Tooltip text="Use a template">
          <Button variant="ghost" size="icon" aria-label="Use a template" onClick={onTemplate}>
            <LayoutTemplate aria-hidden="true" className="!size-[1.125rem]" />
          </Button>
        </Tooltip>
        <MessageField
          field={field}
          value={text}
          onChange={write}
          onSend={submit}
          onEscape={() => (replyTo ? onCancelReply() : onLeave())}
          onFiles={files.add}
        />
        <Button
          variant={maySend ? 'primary' : 'ghost'}
          size="icon"
          aria-label="Send"
          aria-disabled={!maySend || undefined}
          title={uploading ? 'The file is still being uploaded' : failed ? 'A file was not uploaded' : undefined}
          onClick={submit}
        >
          <SendHorizontal aria-hidden="true" className="!size-[1.125rem]" />
        </Button>
      </div>
      {text.length > COUNT_FROM ? (
        <p role="status" className={cn('num px-3 pb-2 text-right text-xs', tooLong ? 'text-bad-ink' : 'text-muted')}>
          {tooLong
            ? `WhatsApp takes ${TEXT_LIMIT} characters; ${text.trim().length - TEXT_LIMIT} are too many.`
            : `${TEXT_LIMIT - text.trim().length} characters left`}
        </p>
      ) : null}
    </div>
  );
}

interface EmojiButtonProps {
  onPick: (emoji: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

function EmojiButton({ onPick, field }: EmojiButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button variant="ghost" size="icon" aria-label="Emoji" title="Emoji">
          <Smile aria-hidden="true" className="!size-[1.125rem]" />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          align="start"
          sideOffset={10}
          collisionPadding={12}
          aria-label="Emoji"
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            field.current?.focus();
          }}
          className="data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 z-50 overflow-hidden rounded-xl border border-line bg-surface shadow-lifted outline-none data-[state=closed]:animate-out data-[state=open]:animate-in"
        >
          <EmojiPicker
            onPick={(emoji) => {
              onPick(emoji);
              setOpen(false);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
