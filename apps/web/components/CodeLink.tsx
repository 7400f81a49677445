import Link from 'next/link';
import { cn } from '@/lib/cn';
import { codeHref } from '@/lib/codesPath';

interface CodeLinkProps {
  code: number;
  subcode?: number;
  className?: string;
}

/** "Meta 131047", linked to its meaning; plain text for an unknown code. */
export function CodeLink({ code, subcode, className }: CodeLinkProps) {
  const words = `Meta ${code}${subcode === undefined ? '' : `/${subcode}`}`;
  const href = codeHref(code, subcode);
  if (href === null) return <span className={cn('num', className)}>{words}</span>;
  return (
    <Link
      href={href}
      aria-label={`${words}: what it means`}
      className={cn('num underline decoration-dotted underline-offset-2 hover:text-ink', className)}
    >
      {words}
    </Link>
  );
}
