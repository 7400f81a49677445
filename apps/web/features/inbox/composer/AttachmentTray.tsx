import { isolated } from '@switchboard/contracts';
import { CircleAlert, FileText, Film, Music, RotateCw, X } from 'lucide-react';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { cn } from '@/lib/cn';
import { sizeWords } from '../content/fileWords';
import { LocalImage } from '../media/LocalImage';
import type { Attachment, RefusedFile } from './attachmentStore';

const icons = { audio: Music, video: Film, document: FileText, image: FileText, sticker: FileText };

interface AttachmentTrayProps {
  attachments: readonly Attachment[];
  onRemove: (id: string) => void;
  onAgain: (id: string) => void;
}

export function AttachmentTray({ attachments, onRemove, onAgain }: AttachmentTrayProps) {
  if (attachments.length === 0) return null;
  return (
    <ul aria-label="Attached files" className="flex max-h-48 flex-wrap gap-2 overflow-y-auto px-3 pt-3">
      {attachments.map((attachment) => (
        <Chosen key={attachment.id} attachment={attachment} onRemove={onRemove} onAgain={onAgain} />
      ))}
    </ul>
  );
}

function Chosen({
  attachment,
  onRemove,
  onAgain,
}: { attachment: Attachment } & Omit<AttachmentTrayProps, 'attachments'>) {
  const { id, file, kind, previewUrl, state, progress, problem } = attachment;
  const Icon = icons[kind];
  const name = isolated(file.name);
  return (
    <li
      data-attachment={state}
      className={cn(
        'relative flex max-w-full items-center gap-2.5 overflow-hidden rounded-control border bg-canvas p-1.5 pr-9',
        state === 'failed' ? 'w-96 border-bad/50' : 'w-60 border-line',
      )}
    >
      {previewUrl ? (
        <LocalImage src={previewUrl} alt="" className="size-11 shrink-0 rounded-md object-cover" />
      ) : (
        <span className="flex size-11 shrink-0 items-center justify-center rounded-md bg-accent-soft text-accent-strong">
          <Icon aria-hidden="true" className="size-5" />
        </span>
      )}
      <span className="min-w-0 flex-1 text-xs">
        <Foreign as="span" text={file.name} className="block truncate text-left font-medium text-ink" />
        {state === 'failed' ? (
          <span className="flex items-center gap-1 text-bad-ink">
            <span role="alert" className="min-w-0 [overflow-wrap:anywhere]">
              {problem}
            </span>
            <Button variant="ghost" size="iconSm" aria-label={`Upload ${name} again`} onClick={() => onAgain(id)}>
              <RotateCw aria-hidden="true" />
            </Button>
          </span>
        ) : (
          <span className="num block text-muted">
            {kind === 'sticker' ? 'Sticker · ' : ''}
            {state === 'uploading' ? `Uploading, ${Math.round(progress * 100)} %` : sizeWords(file.size)}
          </span>
        )}
      </span>
      <Button
        variant="ghost"
        size="iconSm"
        aria-label={`Remove ${name}`}
        className="absolute top-1 right-1"
        onClick={() => onRemove(id)}
      >
        <X aria-hidden="true" />
      </Button>
      {state === 'uploading' ? (
        <progress
          aria-label={`Uploading ${name}`}
          value={progress}
          max={1}
          className="absolute inset-x-0 bottom-0 h-0.5 w-full appearance-none bg-transparent [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-transparent [&::-webkit-progress-value]:bg-accent"
        />
      ) : null}
    </li>
  );
}

interface RefusedFilesProps {
  refused: readonly RefusedFile[];
  onHide: () => void;
}

/** The files that cannot be sent, with reasons; they stay until the person hides them. */
export function RefusedFiles({ refused, onHide }: RefusedFilesProps) {
  if (refused.length === 0) return null;
  return (
    <div role="alert" data-refused={refused.length} className="flex gap-2 px-3 pt-3 text-sm">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad-ink" />
      <ul className="max-h-32 min-w-0 flex-1 space-y-1 overflow-y-auto text-ink">
        {refused.map(({ id, name, reason }) => (
          <li key={id} className="[overflow-wrap:anywhere]">
            <Foreign text={name} className="font-medium" />: {reason}
          </li>
        ))}
      </ul>
      <Button variant="ghost" size="iconSm" aria-label="Hide what cannot be sent" onClick={onHide}>
        <X aria-hidden="true" />
      </Button>
    </div>
  );
}
