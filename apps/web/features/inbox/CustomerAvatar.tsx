import { UserRound, UsersRound } from 'lucide-react';
import { Initials } from '@/components/Initials';
import { cn } from '@/lib/cn';
import { avatarLetters } from './customerWords';

interface CustomerAvatarProps {
  name: string | null;
  isGroup?: boolean;
  className?: string;
}

/** Initials where there is a name, a figure for all others. The name stands beside it. */
export function CustomerAvatar({ name, isGroup = false, className }: CustomerAvatarProps) {
  const letters = avatarLetters(name);
  const Figure = isGroup ? UsersRound : UserRound;
  if (letters !== '' && !isGroup) return <Initials name={letters} className={cn(className)} />;
  return (
    <span
      aria-hidden="true"
      className={cn(
        'flex size-9 shrink-0 items-center justify-center rounded-full bg-idle-soft text-idle-ink',
        className,
      )}
    >
      <Figure className="size-[55%]" strokeWidth={1.75} />
    </span>
  );
}
