import type { Route } from 'next';

export const CHAT_PATH = '/dashboard/chat';

export const chatPath = (conversationId: string | null): Route =>
  conversationId === null ? CHAT_PATH : `${CHAT_PATH}?conversation=${encodeURIComponent(conversationId)}`;
