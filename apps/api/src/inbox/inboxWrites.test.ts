import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTeam, type Team } from '../../test/chat.js';
import { conversationModel } from './conversation.model.js';
import { createInboxWrites, type InboxWrites } from './inboxWrites.js';
import { messageModel } from './message.model.js';

let team: Team;
let writes: InboxWrites;
beforeAll(async () => {
  team = await startTeam();
  const { connection } = team.api;
  writes = createInboxWrites({
    messages: connection.models.Message ?? messageModel(connection),
    conversations: connection.models.Conversation ?? conversationModel(connection),
  });
});
afterAll(() => team.stop());

describe('changing what is stored', () => {
  it('loses nothing when many change the same message at once', async () => {
    const chat = await team.chat('ana');
    const at = new Date();
    const changed = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        writes.changeMessage(team.accountId, chat.inbound.id, ({ reactions = [] }) => ({
          reactions: [...reactions, { by: 'customer' as const, emoji: String(index), at }],
        })),
      ),
    );
    const { reactions = [], revision } = await chat.message(chat.inbound.id);
    expect(reactions.map(({ emoji }) => Number(emoji)).sort((a, b) => a - b)).toEqual([...Array(12).keys()]);
    expect(revision).toBe(13);
    expect(new Set(changed.map((result) => result?.record.revision)).size).toBe(12);
  });

  it('takes away what is undefined and leaves alone what is not named', async () => {
    const chat = await team.chat('ben');
    const { id } = chat.inbound;
    await writes.changeMessage(team.accountId, id, () => ({ nextTryAt: new Date(), retryOf: 'msg_x' }));
    await writes.changeMessage(team.accountId, id, () => ({ nextTryAt: undefined }));
    const stored = await chat.message(id);
    expect(stored).not.toHaveProperty('nextTryAt');
    expect(stored.retryOf).toBe('msg_x');
  });

  it('does nothing where nothing is to be done, or where it belongs to another account', async () => {
    const chat = await team.chat('frank');
    const { id } = chat.inbound;
    expect(await writes.changeMessage(team.accountId, id, () => null)).toMatchObject({ changed: false });
    expect(await writes.changeMessage('acc_other', id, () => ({ retryOf: 'msg_x' }))).toBeNull();
    expect((await chat.message(id)).revision).toBe(1);
  });
});

describe('the conversation’s row of the list', () => {
  it('shows the last message, whatever comes late', async () => {
    const chat = await team.chat('layla');
    await chat.write('Older');
    await chat.write('Newer');
    const [older, newer] = await chat.ours();
    if (!older || !newer) throw new Error('both were written');
    const shown = async () => (await team.owner.get(`/api/conversations/${chat.conversationId}`)).body.conversation;
    expect(await writes.noteMessage(older)).toBe(false);
    expect((await shown()).lastMessage.preview).toBe('Newer');
    expect(await writes.noteMessage({ ...newer, status: 'sent' })).toBe(true);
    expect(await writes.noteMessage({ ...newer, status: 'queued' })).toBe(false);
    expect((await shown()).lastMessage).toMatchObject({ preview: 'Newer', status: 'sent' });
  });
});
