import type { ReactNode } from 'react';
import { PageFrame } from '@/features/shell/Frames';

export default function PagesLayout({ children }: { children: ReactNode }) {
  return <PageFrame>{children}</PageFrame>;
}
