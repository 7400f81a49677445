import { describe, expect, it } from 'vitest';
import { viewersByConversation, viewersSentence, withoutSilent, withPresence } from './presence';

const tab = (socketId: string, name: string, conversationId: string | null, typing = false) => ({
  socketId,
  userId: `usr_${name}`,
  name,
  conversationId,
  typing,
});
const none = new Map();

describe('who looks at a conversation', () => {
  it('is each colleague once, typing if any of the tabs types', () => {
    let presence = withPresence(none, tab('1', 'Sam', 'cnv_1'), 0);
    presence = withPresence(presence, tab('2', 'Sam', 'cnv_1', true), 0);
    presence = withPresence(presence, tab('3', 'Me', 'cnv_1'), 0);
    expect(viewersByConversation(presence, 'usr_Me').get('cnv_1')).toEqual([
      { userId: 'usr_Sam', name: 'Sam', typing: true },
    ]);
  });

  it('moves on, leaves, and is forgotten when nothing is heard for 45 seconds', () => {
    let presence = withPresence(none, tab('1', 'Sam', 'cnv_1'), 0);
    presence = withPresence(presence, tab('1', 'Sam', 'cnv_2'), 1_000);
    expect([...viewersByConversation(presence, '').keys()]).toEqual(['cnv_2']);
    expect(withPresence(presence, tab('1', 'Sam', null), 2_000).size).toBe(0);
    expect(withoutSilent(presence, 45_999)).toBe(presence);
    expect(withoutSilent(presence, 46_000).size).toBe(0);
  });
});

describe('the words for it', () => {
  const viewer = (name: string, typing = false) => ({ userId: name, name, typing });
  it('name who types before who looks', () => {
    expect(viewersSentence([])).toBeNull();
    expect(viewersSentence([viewer('Sam Doe')])).toBe('Sam is looking at this too');
    expect(viewersSentence([viewer('Sam Doe'), viewer('Kim', true)])).toBe('Kim is typing…');
    expect(viewersSentence([viewer('A'), viewer('B')])).toBe('A and B are looking at this too');
    expect(viewersSentence([viewer('A'), viewer('B'), viewer('C')])).toBe('A and 2 others are looking at this too');
  });
});
