import type { ReactNode } from 'react';
import { FullFrame } from '@/features/shell/Frames';

export default function ChatLayout({ children }: { children: ReactNode }) {
  return <FullFrame>{children}</FullFrame>;
}
