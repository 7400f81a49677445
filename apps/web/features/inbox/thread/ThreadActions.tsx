'use client';

import type { MediaDto, MessageDto } from '@switchboard/contracts';
import { createContext, useContext } from 'react';

export interface ThreadActions {
  /** The number is connected and the 24 hours are not over. */
  mayAnswer: boolean;
  reply: (message: MessageDto) => void;
  /** @param anchor The element beside which the emoji open. */
  chooseReaction: (message: MessageDto, anchor: HTMLElement) => void;
  react: (message: MessageDto, emoji: string | null) => void;
  jumpTo: (messageId: string) => void;
  openPicture: (media: MediaDto, caption: string | null) => void;
  retry: (message: MessageDto) => Promise<void>;
  /** Whether a held message goes to the customer's new address. */
  decideHeld: (message: MessageDto, decision: 'release' | 'withhold') => Promise<void>;
  sendAgain: (clientId: string) => void;
  discard: (clientId: string) => void;
}

const ThreadActionsContext = createContext<ThreadActions | null>(null);
export const ThreadActionsProvider = ThreadActionsContext;

export function useThreadActions(): ThreadActions {
  const actions = useContext(ThreadActionsContext);
  if (actions === null) throw new Error('useThreadActions is for components of a thread');
  return actions;
}
