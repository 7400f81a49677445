import { ErrorNotice } from '@/components/ErrorNotice';
import { shownError } from './useProof';

export function ActionError({ error, title }: { error: unknown; title: string }) {
  const shown = shownError(error);
  return shown ? (
    <div className="mb-4">
      <ErrorNotice error={shown} title={title} />
    </div>
  ) : null;
}
