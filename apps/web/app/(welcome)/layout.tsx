import type { ReactNode } from 'react';
import { WelcomeFrame } from '@/features/accounts/WelcomeFrame';

export default function WelcomeLayout({ children }: { children: ReactNode }) {
  return <WelcomeFrame>{children}</WelcomeFrame>;
}
