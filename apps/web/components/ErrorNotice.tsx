import { asApiError, findEnding, readMessage } from '@/lib/apiError';
import { Button } from './ui/Button';
import { Notice } from './ui/Notice';

interface ErrorNoticeProps {
  error: unknown;
  /** What failed, as a title; by default the error's own. */
  title?: string;
  onRetry?: () => void;
  retrying?: boolean;
}

export function ErrorNotice({ error, title, onRetry, retrying = false }: ErrorNoticeProps) {
  const problem = asApiError(error);
  return (
    <Notice
      tone="bad"
      role="alert"
      title={title ?? findEnding(problem.code).title}
      actions={
        onRetry ? (
          <Button size="sm" pending={retrying} onClick={onRetry}>
            Try again
          </Button>
        ) : null
      }
    >
      <p>{readMessage(problem)}</p>
      {problem.requestId ? <p className="num text-muted text-xs">Request {problem.requestId}</p> : null}
    </Notice>
  );
}
