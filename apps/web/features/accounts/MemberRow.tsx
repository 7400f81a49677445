'use client';

import { isolated, type MemberDto, type Role } from '@switchboard/contracts';
import { Foreign } from '@/components/Foreign';
import { Initials } from '@/components/Initials';
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
  AlertDialogTrigger,
} from '@/components/ui/AlertDialog';
import { Badge } from '@/components/ui/Badge';
import { Button } from '@/components/ui/Button';
import { toDay } from '@/lib/time';
import { roleWords } from './roleWords';

interface MemberRowProps {
  member: MemberDto;
  isMe: boolean;
  mayChangeRole: boolean;
  mayRemove: boolean;
  changing: boolean;
  onRole: (role: Role) => void;
  removing: boolean;
  onRemove: () => void;
}

export function MemberRow(props: MemberRowProps) {
  const { member, isMe, mayChangeRole, mayRemove, changing, onRole, removing, onRemove } = props;
  const { name: roleName, tone, other } = roleWords[member.role];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3.5 first:pt-0 last:pb-0">
      <Initials name={member.name} />
      {/* On a phone the buttons go below, so that the name keeps its room. */}
      <div className="min-w-48 flex-1">
        <p className="truncate font-medium text-ink text-sm">
          <Foreign text={member.name} />
          {isMe ? <span className="ml-1.5 font-normal text-muted">(you)</span> : null}
        </p>
        <Foreign as="p" text={member.email} className="truncate text-left text-muted text-sm" />
      </div>
      <p className="hidden text-muted text-sm md:block">since {toDay(member.joinedAt)}</p>
      <Badge tone={tone}>{roleName}</Badge>
      {mayChangeRole ? (
        <AlertDialog>
          <AlertDialogTrigger asChild>
            <Button
              size="sm"
              pending={changing}
              pendingLabel="Changing…"
              aria-label={`Change role of ${isolated(member.name)}`}
            >
              Change role
            </Button>
          </AlertDialogTrigger>
          <AlertDialogContent>
            <AlertDialogTitle>
              Make <Foreign text={member.name} /> {roleWords[other].called}?
            </AlertDialogTitle>
            <AlertDialogDescription>
              {roleWords[other].name} {roleWords[other].can}
              {roleWords[other].aside}
            </AlertDialogDescription>
            <AlertDialogFooter>
              <AlertDialogCancel asChild>
                <Button>Cancel</Button>
              </AlertDialogCancel>
              <AlertDialogAction asChild>
                <Button variant="primary" onClick={() => onRole(other)}>
                  Make {roleWords[other].called}
                </Button>
              </AlertDialogAction>
            </AlertDialogFooter>
          </AlertDialogContent>
        </AlertDialog>
      ) : null}
      {mayRemove ? (
        <AlertDialog>
          <AlertDialogTrigger asChild>
            <Button
              size="sm"
              pending={removing}
              pendingLabel="Removing…"
              aria-label={`Remove ${isolated(member.name)}`}
            >
              Remove
            </Button>
          </AlertDialogTrigger>
          <AlertDialogContent>
            <AlertDialogTitle>
              Remove <Foreign text={member.name} />?
            </AlertDialogTitle>
            <AlertDialogDescription>
              <Foreign text={member.name} /> is signed out at once and can no longer see this account. Connected numbers
              stay connected.
            </AlertDialogDescription>
            <AlertDialogFooter>
              <AlertDialogCancel asChild>
                <Button>Cancel</Button>
              </AlertDialogCancel>
              <AlertDialogAction asChild>
                <Button variant="danger" onClick={onRemove}>
                  Remove from the team
                </Button>
              </AlertDialogAction>
            </AlertDialogFooter>
          </AlertDialogContent>
        </AlertDialog>
      ) : null}
    </li>
  );
}
