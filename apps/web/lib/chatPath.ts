import type { Route } from 'next';

/** The page with the conversations. */
export const CHAT_PATH = '/dashboard/chat';

/** Its address with a conversation open. */
export const chatPath = (conversationId: string | null): Route =>
  conversationId === null ? CHAT_PATH : `${CHAT_PATH}?conversation=${encodeURIComponent(conversationId)}`;
