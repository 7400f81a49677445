import type { MediaDto, UploadKind } from '@switchboard/contracts';
import { toast } from 'sonner';
import { type ApiError, asApiError, findEnding, readMessage } from '@/lib/apiError';
import { uploadMedia } from '../inboxApi';
import { keepFile } from '../media/mediaFiles';
import { isPicture, sendablePicture } from './photograph';
import { checkFile, toFileType } from './uploadCheck';

export interface Attachment {
  id: string;
  file: File;
  kind: UploadKind;
  previewUrl: string | null;
  state: 'uploading' | 'ready' | 'failed';
  progress: number;
  problem: string | null;
  media: MediaDto | null;
}

export interface RefusedFile {
  id: string;
  name: string;
  reason: string;
}

export interface Attached {
  attachments: readonly Attachment[];
  refused: readonly RefusedFile[];
}

const MOST = 10;
const nothing: Attached = { attachments: [], refused: [] };

/** The files of the next messages, by conversation. They are uploaded while the text is written. */
export class AttachmentStore {
  private readonly byConversation = new Map<string, Attached>();
  private readonly uploads = new Map<string, AbortController>();
  private readonly previews = new Map<string, string>();
  private readonly listeners = new Set<() => void>();

  readonly get = (conversationId: string): Attached => this.byConversation.get(conversationId) ?? nothing;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(conversationId: string, change: Partial<Attached>): void {
    const next = { ...this.get(conversationId), ...change };
    if (next.attachments.length === 0 && next.refused.length === 0) this.byConversation.delete(conversationId);
    else this.byConversation.set(conversationId, next);
    for (const listener of this.listeners) listener();
  }

  /** Changes one file, whichever conversation it belongs to by now. */
  private change(id: string, fields: Partial<Attachment>): void {
    const conversationId = this.findConversation(id);
    if (conversationId === undefined) return;
    this.set(conversationId, {
      attachments: this.get(conversationId).attachments.map((one) => (one.id === id ? { ...one, ...fields } : one)),
    });
  }

  private findConversation(id: string): string | undefined {
    for (const [conversationId, { attachments }] of this.byConversation) {
      if (attachments.some((one) => one.id === id)) return conversationId;
    }
    return undefined;
  }

  add(conversationId: string, files: readonly File[]): void {
    const taken = files.slice(0, MOST - this.get(conversationId).attachments.length);
    if (taken.length < files.length) toast.warning(`At most ${MOST} files at once.`);
    for (const file of taken) {
      const isLookedAt = isPicture(file);
      const check = isLookedAt ? ({ ok: true, kind: 'image' } as const) : checkFile(file);
      if (!check.ok) {
        this.refuse(conversationId, file, check.reason);
        continue;
      }
      const id = crypto.randomUUID();
      const attachment: Attachment = {
        ...{ id, file, kind: check.kind, previewUrl: null, progress: 0, problem: null, media: null },
        state: 'uploading',
      };
      this.set(conversationId, { attachments: [...this.get(conversationId).attachments, attachment] });
      void (isLookedAt ? this.lookAt(conversationId, id, file) : this.upload(id, file));
    }
  }

  private refuse(conversationId: string, { name }: File, reason: string): void {
    const refused = [...this.get(conversationId).refused, { id: crypto.randomUUID(), name, reason }];
    this.set(conversationId, { refused: refused.slice(-MOST) });
  }

  private async upload(id: string, file: File): Promise<void> {
    const controller = new AbortController();
    this.uploads.set(id, controller);
    this.change(id, { state: 'uploading', progress: 0, problem: null });
    try {
      const { media } = await uploadMedia(file, toFileType(file), {
        signal: controller.signal,
        onProgress: (progress) => this.change(id, { progress }),
      });
      keepFile(media.mediaId, file);
      this.change(id, { state: 'ready', progress: 1, media });
    } catch (thrown) {
      if (!controller.signal.aborted) this.uploadFailed(id, file, asApiError(thrown));
    }
  }

  /** Refuses a file that another try would not help; others can be tried again. */
  private uploadFailed(id: string, file: File, problem: ApiError): void {
    const { next } = findEnding(problem.code);
    const conversationId = this.findConversation(id);
    if (conversationId === undefined || (next !== 'none' && next !== 'fix_input')) {
      this.change(id, { state: 'failed', problem: readMessage(problem) });
      return;
    }
    this.remove(conversationId, id);
    this.refuse(conversationId, file, readMessage(problem));
  }

  /** Checks a picture before its upload: some become photographs, some cannot be sent. */
  private async lookAt(conversationId: string, id: string, file: File): Promise<void> {
    const controller = new AbortController();
    this.uploads.set(id, controller);
    const found = await sendablePicture(file).catch(() => ({ reason: 'The file could not be read.' }));
    if (controller.signal.aborted) return;
    const check = 'file' in found ? checkFile(found.file) : { ok: false as const, reason: found.reason };
    if (!('file' in found) || !check.ok) {
      this.remove(conversationId, id);
      if (!check.ok) this.refuse(conversationId, file, check.reason);
      return;
    }
    const previewUrl = URL.createObjectURL(found.file);
    this.previews.set(id, previewUrl);
    this.change(id, { file: found.file, kind: check.kind, previewUrl });
    await this.upload(id, found.file);
  }

  private release(id: string): void {
    this.uploads.get(id)?.abort();
    this.uploads.delete(id);
    const url = this.previews.get(id);
    if (url) URL.revokeObjectURL(url);
    this.previews.delete(id);
  }

  remove(conversationId: string, id: string): void {
    this.release(id);
    this.set(conversationId, { attachments: this.get(conversationId).attachments.filter((one) => one.id !== id) });
  }

  again(conversationId: string, id: string): void {
    const one = this.get(conversationId).attachments.find((known) => known.id === id);
    if (one) void this.upload(id, one.file);
  }

  clear(conversationId: string): void {
    for (const { id } of this.get(conversationId).attachments) this.release(id);
    this.set(conversationId, nothing);
  }

  forgetRefused(conversationId: string): void {
    this.set(conversationId, { refused: [] });
  }

  /** Moves the files of a conversation that became part of another. */
  move(from: string, into: string): void {
    const moved = this.byConversation.get(from);
    if (!moved || from === into) return;
    const here = this.get(into);
    this.byConversation.delete(from);
    this.set(into, {
      attachments: [...here.attachments, ...moved.attachments],
      refused: [...here.refused, ...moved.refused],
    });
  }

  /** Ends all uploads when the person has left. */
  close(): void {
    for (const id of [...this.uploads.keys()]) this.release(id);
    this.byConversation.clear();
  }
}
