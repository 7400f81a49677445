import type { StoryEntry, StoryKind, StoryReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/account.service.js';
import type { AttemptRecord } from '../connect/attempt.model.js';
import type { Clock } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { idFrom, newId } from '../platform/ids.js';
import type { StoryRecord } from './story.model.js';
import { toAttemptEntry, toStoryEntry } from './storyEntry.js';

export interface StoryDeps {
  story: Model<StoryRecord>;
  attempts: Model<AttemptRecord>;
  accounts: AccountService;
  clock: Clock;
}

/** What is to be told. */
export interface ToStory {
  accountId: string;
  kind: StoryKind;
  /** Now, when left out. */
  at?: Date;
  /** A `userId`, or who else did it. `Switchboard` when left out. */
  by?: string;
  title: string;
  /** One or two sentences, without secrets and without customers' data. */
  text: string;
  phoneNumberIds?: readonly string[];
  durationMs?: number;
  /** What Meta's support asks for. */
  fbtraceId?: string;
  /** Made from what happened, where it may be noticed more than once: it is told once. */
  key?: string;
}

/** Which attempts are to be forgotten. */
export interface AttemptsToErase {
  accountId: string;
  phoneNumberIds: readonly string[];
  wabaIds: readonly string[];
  attemptIds: readonly string[];
}

const pageSize = 50;
/** Where an attempt names numbers: brought, offered, named by Meta's window, to be brought back, chosen. */
const numberFields = [
  'numbers.phoneNumberId',
  'choice.wabas.numbers.phoneNumberId',
  'signup.phone_number_id',
  'reconnect',
  'chosen',
];
/** Where it names WhatsApp accounts. */
const wabaFields = ['hosted.wabaId', 'choice.wabas.wabaId', 'signup.waba_id', 'signup.waba_ids'];

/** A place in the story: the time, then the id. */
const cursorOf = (at: Date, id: string) => `${at.getTime()}.${id}`;
function readCursor(cursor: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.([A-Za-z0-9_-]{1,80})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new AppError('invalid_request', { message: 'The cursor is not one of ours.' });
  return { at: new Date(Number(match[1])), id: match[2] };
}

/** What happened to an account's connections, and when: attempts, and everything that others tell. */
export function createStoryService({ story, attempts, accounts, clock }: StoryDeps) {
  const nameOf = (by: string) => (by.startsWith('usr_') ? accounts.nameOfUser(by) : Promise.resolve(by));

  /** Newest first, by time and id: what comes after the cursor. */
  const after = (timeField: string, idField: string, cursor: { at: Date; id: string } | null) =>
    cursor
      ? {
          $or: [{ [timeField]: { $lt: cursor.at } }, { [timeField]: cursor.at, [idField]: { $lt: cursor.id } }],
        }
      : {};

  return {
    /** Adds one entry, durably. */
    async tell({ accountId, kind, at, by = 'Switchboard', title, text, key, ...rest }: ToStory): Promise<void> {
      try {
        await story.create({
          storyId: key === undefined ? newId('sto') : idFrom('sto', accountId, key),
          accountId,
          kind,
          at: at ?? clock.now(),
          by: await nameOf(by),
          title,
          text,
          phoneNumberIds: [...(rest.phoneNumberIds ?? [])],
          ...(rest.durationMs === undefined ? {} : { durationMs: rest.durationMs }),
          ...(rest.fbtraceId === undefined ? {} : { fbtraceId: rest.fbtraceId }),
        });
      } catch (error) {
        if (key === undefined || !isDuplicateKey(error)) throw error;
      }
    },

    /** A page, newest first. @throws AppError `invalid_request` for a cursor that is not one of ours. */
    async list(accountId: string, before?: string): Promise<Omit<StoryReply, 'success'>> {
      const cursor = before === undefined ? null : readCursor(before);
      const [told, tried] = await Promise.all([
        story
          .find({ accountId, ...after('at', 'storyId', cursor) })
          .sort({ at: -1, storyId: -1 })
          .limit(pageSize + 1)
          .lean<StoryRecord[]>(),
        attempts
          .find({ accountId, ...after('createdAt', 'attemptId', cursor) })
          .sort({ createdAt: -1, attemptId: -1 })
          .limit(pageSize + 1)
          .lean<AttemptRecord[]>(),
      ]);
      const names = new Map(
        await Promise.all(
          [...new Set(tried.map((attempt) => attempt.userId))].map(
            async (userId): Promise<[string, string]> => [userId, await accounts.nameOfUser(userId)],
          ),
        ),
      );
      const now = clock.now();
      const entries = [
        ...told.map(toStoryEntry),
        ...tried.map((attempt) => toAttemptEntry(attempt, names.get(attempt.userId) ?? '', now)),
      ].sort(newestFirst);
      const page = entries.slice(0, pageSize);
      const last = entries.length > pageSize ? page.at(-1) : undefined;
      return { entries: page, next: last ? cursorOf(new Date(last.at), last.id) : null };
    },

    /**
     * Forgets attempts that brought these numbers, or name them or their WhatsApp accounts without having brought
     * anything; tokens that they hold included. @returns how many there were.
     */
    async eraseAttempts({ accountId, phoneNumberIds, wabaIds, attemptIds }: AttemptsToErase): Promise<number> {
      const { deletedCount } = await attempts.collection.deleteMany({
        accountId,
        $or: [
          { attemptId: { $in: [...attemptIds] } },
          ...numberFields.map((field) => ({ [field]: { $in: [...phoneNumberIds] } })),
          ...wabaFields.map((field) => ({ [field]: { $in: [...wabaIds] } })),
        ],
      });
      return deletedCount;
    },

    /** Forgets what is told of these numbers. @returns how many entries there were. */
    async erase(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const { deletedCount } = await story.deleteMany({ accountId, phoneNumberIds: { $in: [...phoneNumberIds] } });
      return deletedCount;
    },
  };
}
export type StoryService = ReturnType<typeof createStoryService>;

const newestFirst = (a: StoryEntry, b: StoryEntry) => (a.at === b.at ? compare(b.id, a.id) : compare(b.at, a.at));
/** As the database sorts: by code points, which for these ids are their bytes. */
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
