import { History } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/Button';
import { HISTORY_PATH } from '@/lib/statusPath';

export function HistoryLink() {
  return (
    <Button asChild>
      <Link href={HISTORY_PATH}>
        <History aria-hidden="true" />
        History
      </Link>
    </Button>
  );
}
