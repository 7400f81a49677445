import type { Model } from 'mongoose';
import type { AddressBookService } from '../addressBook.service.js';
import type { ChangeService } from '../change.service.js';
import type { MessageRecord } from '../message.model.js';
import type { PreferenceService } from '../preferences/preference.service.js';
import type { RecountService } from '../recount.service.js';
import { decidingMessages, deriveResponder } from '../responders/anew.js';
import type { Arrangement, Component } from './arrange.js';
import type { MergedThreads } from './mergedThreads.js';
import type { Changed } from './openedWindow.js';
import type { ThreadWrites } from './threadWrites.js';

export interface RearrangedDeps {
  threads: Pick<ThreadWrites, 'find' | 'write'>;
  messages: Model<MessageRecord>;
  merged: Pick<MergedThreads, 'findRecent'>;
  recounts: RecountService;
  addressBook: Pick<AddressBookService, 'name'>;
  preferences: Pick<PreferenceService, 'settle'>;
  changes: Pick<ChangeService, 'announce'>;
}

const atOnce = 100;

/** Brings everything that is derived from a thread's messages up to date after messages moved, and announces it. */
export function createRearranged(deps: RearrangedDeps) {
  const { threads, messages, merged, recounts, addressBook, preferences, changes } = deps;

  async function announce(accountId: string, touched: readonly string[], alive: string[], messageIds: string[]) {
    const united = await merged.findRecent(accountId, touched);
    for (let from = 0; from === 0 || from < messageIds.length; from += atOnce) {
      const some = messageIds.slice(from, from + atOnce);
      if (some.length + united.length + alive.length === 0) break;
      await changes.announce(accountId, {
        messageIds: some,
        conversationIds: alive,
        ...(from === 0 ? { merged: united } : {}),
      });
    }
  }

  return {
    async refreshResponder(accountId: string, id: string): Promise<void> {
      for (;;) {
        const [row] = await threads.find(accountId, [id]);
        if (!row) return;
        const responder = deriveResponder(await decidingMessages(messages, accountId, id));
        if (!responder && !row.responder) return;
        if (await threads.write(row, { responder })) return;
      }
    },

    async finish(
      component: Component,
      arrangement: Arrangement,
      touched: readonly string[],
      messageIds: string[],
    ): Promise<void> {
      const { accountId } = component;
      await recounts.recountAll([...touched], comingChanges(component, arrangement));
      const now = await threads.find(accountId, touched);
      await addressBook.name(now, false);
      await preferences.settle(now, false);
      const alive = now.filter(({ lastMessage }) => lastMessage).map(({ _id }) => _id);
      await announce(accountId, touched, alive, messageIds);
    },
  };
}
export type Rearranged = ReturnType<typeof createRearranged>;

/** By conversation: changes whose line is about to be stored. */
function comingChanges({ said }: Component, { owners }: Arrangement): Map<string, Changed[]> {
  const coming = new Map<string, Changed[]>();
  for (const { id, conversationId, fact } of said) {
    const owner = owners.get(id);
    if (conversationId !== null || !fact?.becomes || owner === undefined) continue;
    coming.set(owner, [...(coming.get(owner) ?? []), fact]);
  }
  return coming;
}
