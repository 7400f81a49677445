import type { Metadata } from 'next';
import Link from 'next/link';
import { MessagePage } from '@/components/Centered';
import { Button } from '@/components/ui/Button';

export const metadata: Metadata = { title: 'Page not found' };

export default function NotFound() {
  return (
    <MessagePage
      title="There is no such page"
      actions={
        <Button asChild variant="primary">
          <Link href="/dashboard">Go to the dashboard</Link>
        </Button>
      }
    >
      <p>The address may be mistyped, or the page may have moved.</p>
    </MessagePage>
  );
}
