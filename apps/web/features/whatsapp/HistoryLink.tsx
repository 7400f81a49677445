import { History } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/Button';
import { HISTORY_PATH } from '@/lib/statusPath';

/** From the state of the connections to how it came about. */
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
