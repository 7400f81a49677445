'use client';

import { displayName, isolated, type MediaDto } from '@switchboard/contracts';
import { AudioLines, Download, FileText, ImageOff, Mic, Play, RotateCw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { toast } from 'sonner';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { Spinner } from '@/components/ui/Spinner';
import { asApiError, readMessage } from '@/lib/apiError';
import { cn } from '@/lib/cn';
import { LocalImage } from '../media/LocalImage';
import { saveFile } from '../media/saveFile';
import { useMediaUrl } from '../media/useMediaUrl';
import { useSeen } from '../media/useSeen';
import { useThreadActions } from '../thread/ThreadActions';
import { absentWords, downloadName, mediaWords, sizeWords } from './fileWords';
import { MessageText } from './MessageText';
import { previewLine } from './previewLine';

export function MediaContent({ media, caption }: { media: MediaDto; caption: string | null }) {
  return (
    <div className="space-y-1.5" data-media={media.state}>
      {media.state === 'ready' ? (
        <ReadyMedia media={media} caption={caption} />
      ) : (
        <AbsentMedia media={media} state={media.state} />
      )}
      {caption ? <MessageText text={caption} className="px-1" /> : null}
    </div>
  );
}

function ReadyMedia({ media, caption }: { media: MediaDto; caption: string | null }) {
  // The content is not what its type says: nothing can be shown or played.
  if (media.mimeType === 'application/octet-stream') return <FileCard media={media} />;
  if (media.kind === 'image') return <Photo media={media} caption={caption} />;
  if (media.kind === 'sticker') return <Sticker media={media} />;
  if (media.kind === 'video') return <Video media={media} />;
  if (media.kind === 'document') return <FileCard media={media} />;
  return <Sound media={media} />;
}

const box = 'w-[min(20rem,62vw)] overflow-hidden rounded-[0.625rem] bg-sunken';

function AbsentMedia({ media, state }: { media: MediaDto; state: keyof typeof absentWords }) {
  const { name } = mediaWords[media.kind];
  if (state === 'waiting' || state === 'unscanned') {
    return (
      <div className={cn(box, 'flex items-center gap-3 p-4 text-muted text-sm')} role="status">
        <Spinner />
        <span>
          {name}
          {media.size === null ? '' : `, ${sizeWords(media.size)}`}
          {`, ${absentWords[state]}`}
        </span>
      </div>
    );
  }
  return (
    <div className={cn(box, 'flex gap-3 p-4 text-sm')}>
      <ImageOff aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
      <p className="min-w-0">
        <span className="block font-medium text-ink [overflow-wrap:anywhere]">
          <Foreign text={displayName(media.filename) ?? name} /> is not here
        </span>
        <span className="block text-muted">{absentWords[state]}</span>
      </p>
    </div>
  );
}

function NotLoaded({ what, onAgain }: { what: string; onAgain: () => void }) {
  return (
    <div className={cn(box, 'flex items-center justify-between gap-3 p-3 text-muted text-sm')}>
      {what} could not be loaded.
      <Button size="sm" onClick={onAgain}>
        <RotateCw aria-hidden="true" />
        Try again
      </Button>
    </div>
  );
}

const photoName = (caption: string | null): string =>
  caption ? `Photo: ${isolated(previewLine(caption), 80)}` : 'Photo';

function Photo({ media, caption }: { media: MediaDto; caption: string | null }) {
  const [ref, seen] = useSeen<HTMLDivElement>();
  const { url, state, again } = useMediaUrl(media.mediaId, seen);
  const { openPicture } = useThreadActions();
  if (state === 'failed') return <NotLoaded what="The picture" onAgain={again} />;
  return (
    // A fixed size, so that nothing moves when the picture comes.
    <div ref={ref} className={cn(box, 'aspect-[4/3]')}>
      {url ? (
        <button
          type="button"
          aria-label={caption ? `Enlarge the photo: ${isolated(previewLine(caption), 80)}` : 'Enlarge the photo'}
          onClick={() => openPicture(media, caption)}
          className="block size-full !cursor-zoom-in focus-visible:outline-offset-[-3px]"
        >
          <LocalImage
            src={url}
            alt={photoName(caption)}
            loading="lazy"
            decoding="async"
            className="size-full object-cover"
          />
        </button>
      ) : (
        <div role="img" aria-label={photoName(caption)} className="size-full">
          <Skeleton className="size-full rounded-none" />
        </div>
      )}
    </div>
  );
}

function Sticker({ media }: { media: MediaDto }) {
  const [ref, seen] = useSeen<HTMLDivElement>();
  const { url, state, again } = useMediaUrl(media.mediaId, seen);
  if (state === 'failed') return <NotLoaded what="The sticker" onAgain={again} />;
  return (
    <div ref={ref} className="size-36">
      {url ? (
        <LocalImage src={url} alt="Sticker" decoding="async" className="size-full object-contain" />
      ) : (
        <div role="img" aria-label="Sticker" className="size-full">
          <Skeleton className="size-full" />
        </div>
      )}
    </div>
  );
}

/** A film is large, so it is loaded on request. */
function Video({ media }: { media: MediaDto }) {
  const [wanted, setWanted] = useState(false);
  const { url, state, again } = useMediaUrl(media.mediaId, wanted);
  if (state === 'failed') return <NotLoaded what="The video" onAgain={again} />;
  if (url) {
    return (
      // biome-ignore lint/a11y/useMediaCaption: customers send films without captions
      <video src={url} controls autoPlay playsInline className={cn(box, 'aspect-video bg-black')} aria-label="Video" />
    );
  }
  return (
    <button
      type="button"
      aria-busy={state === 'loading'}
      onClick={() => setWanted(true)}
      className={cn(
        box,
        'flex aspect-video flex-col items-center justify-center gap-2 text-ink transition-colors hover:bg-line',
      )}
    >
      <span className="flex size-12 items-center justify-center rounded-full bg-surface shadow-card">
        {state === 'loading' ? (
          <Spinner className="size-5" />
        ) : (
          <Play aria-hidden="true" className="ml-0.5 size-5 fill-current" />
        )}
      </span>
      <span className="num text-muted text-xs">
        {state === 'loading' ? 'Loading' : 'Play'} video{media.size === null ? '' : ` · ${sizeWords(media.size)}`}
      </span>
    </button>
  );
}

const SOUND_AT_ONCE_BYTES = 1024 * 1024;

function Sound({ media }: { media: MediaDto }) {
  const [ref, seen] = useSeen<HTMLDivElement>();
  const [asked, setAsked] = useState(false);
  const small = media.size !== null && media.size <= SOUND_AT_ONCE_BYTES;
  const { url, state, again } = useMediaUrl(media.mediaId, asked || (small && seen));
  const Icon = media.kind === 'voice' ? Mic : AudioLines;
  const { name } = mediaWords[media.kind];
  if (state === 'failed') return <NotLoaded what={name} onAgain={again} />;
  return (
    <div ref={ref} className="flex h-12 w-[min(19rem,62vw)] items-center gap-2.5">
      <Icon aria-hidden="true" className="size-5 shrink-0 text-accent-strong" />
      {url ? (
        // biome-ignore lint/a11y/useMediaCaption: a voice has no captions
        <audio src={url} controls autoPlay={asked} aria-label={name} className="h-10 min-w-0 flex-1" />
      ) : (
        <Button size="sm" pending={state === 'loading'} pendingLabel="Loading…" onClick={() => setAsked(true)}>
          <Play aria-hidden="true" />
          Play {name.toLowerCase()}
          {media.size === null ? '' : ` · ${sizeWords(media.size)}`}
        </Button>
      )}
    </div>
  );
}

function FileCard({ media }: { media: MediaDto }) {
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      await saveFile(media);
    } catch (thrown) {
      toast.error(readMessage(asApiError(thrown)));
    }
    setSaving(false);
  };
  const name = downloadName(media);
  const type = name.includes('.') ? name.split('.').at(-1)?.toUpperCase() : null;
  return (
    <FileFrame
      name={name}
      detail={[type, media.size === null ? null : sizeWords(media.size)].filter(Boolean).join(' · ')}
    >
      <Button
        size="icon"
        variant="ghost"
        pending={saving}
        aria-label={`Download ${isolated(name)}`}
        onClick={() => void save()}
      >
        {saving ? null : <Download aria-hidden="true" />}
      </Button>
    </FileFrame>
  );
}

function FileFrame({ name, detail, children }: { name: string; detail: string; children: ReactNode }) {
  return (
    <div className="flex w-[min(20rem,62vw)] items-center gap-3 rounded-[0.625rem] border border-line bg-surface p-2.5">
      <span className="flex size-10 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent-strong">
        <FileText aria-hidden="true" className="size-5" />
      </span>
      <span className="min-w-0 flex-1">
        <Foreign
          as="span"
          text={name}
          title={isolated(name)}
          className="line-clamp-2 font-medium text-ink text-sm leading-5 [overflow-wrap:anywhere]"
        />
        <span className="num block text-muted text-xs">{detail}</span>
      </span>
      {children}
    </div>
  );
}
