'use client';

import { isolated, type MediaDto } from '@switchboard/contracts';
import { Download, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { toast } from 'sonner';
import { Foreign } from '@/components/Foreign';
import { Button } from '@/components/ui/Button';
import { Spinner } from '@/components/ui/Spinner';
import { asApiError, readMessage } from '@/lib/apiError';
import { downloadName } from '../content/fileWords';
import { MessageText } from '../content/MessageText';
import { previewLine } from '../content/previewLine';
import { LocalImage } from './LocalImage';
import { saveFile } from './saveFile';
import { useMediaUrl } from './useMediaUrl';

interface LightboxProps {
  media: MediaDto | null;
  caption: string | null;
  onClose: () => void;
}

export function Lightbox({ media, caption, onClose }: LightboxProps) {
  return (
    <Dialog.Root open={media !== null} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Portal>
        <Dialog.Overlay className="data-[state=closed]:fade-out-0 data-[state=open]:fade-in-0 fixed inset-0 z-50 bg-black/85 data-[state=closed]:animate-out data-[state=open]:animate-in" />
        <Dialog.Content aria-describedby={undefined} className="fixed inset-0 z-50 flex flex-col outline-none">
          {media ? <Picture media={media} caption={caption} onClose={onClose} /> : null}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Picture({ media, caption, onClose }: { media: MediaDto; caption: string | null; onClose: () => void }) {
  const { url, state } = useMediaUrl(media.mediaId, true);
  const save = () => {
    saveFile(media).catch((thrown) => toast.error(readMessage(asApiError(thrown))));
  };
  const look = 'text-white/85 hover:bg-white/15 hover:text-white';
  return (
    <>
      <div className="flex items-center justify-end gap-1 p-3">
        <Dialog.Title className="min-w-0 flex-1 truncate px-2 text-sm text-white/85">
          <Foreign text={downloadName(media)} />
        </Dialog.Title>
        <Button variant="ghost" size="icon" aria-label="Download" className={look} onClick={save}>
          <Download aria-hidden="true" />
        </Button>
        <Dialog.Close asChild>
          <Button variant="ghost" size="icon" aria-label="Close picture" className={look}>
            <X aria-hidden="true" className="!size-5" />
          </Button>
        </Dialog.Close>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the same as Escape and the button, for the mouse */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape does it */}
      <div
        className="flex min-h-0 flex-1 items-center justify-center p-3 pt-0"
        onClick={(event) => (event.target === event.currentTarget ? onClose() : undefined)}
      >
        {url ? (
          <LocalImage
            src={url}
            alt={caption ? isolated(previewLine(caption)) : 'Photo'}
            className="max-h-full max-w-full rounded-md object-contain"
          />
        ) : state === 'failed' ? (
          <p className="text-white/85">The picture could not be loaded.</p>
        ) : (
          <Spinner className="size-6 text-white/85" />
        )}
      </div>
      {caption ? (
        <div className="mx-auto max-h-32 max-w-2xl overflow-y-auto px-5 pb-5 text-center text-sm text-white/90">
          <MessageText text={caption} />
        </div>
      ) : null}
    </>
  );
}
