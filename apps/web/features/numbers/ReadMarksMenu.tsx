'use client';

import { type NumberDto, type NumbersReply, numberEndpoints, type ReadMark, readMark } from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CheckCheck, ChevronDown } from 'lucide-react';
import { toast } from 'sonner';
import { Button } from '@/components/ui/Button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuTrigger,
} from '@/components/ui/DropdownMenu';
import { api } from '@/lib/api';
import { asApiError, readMessage } from '@/lib/apiError';
import { readMarkWords } from '@/lib/numberWords';
import { queryKeys } from '@/lib/queryClient';
import { withNumbers } from '@/lib/statusNumbers';

export function ReadMarksMenu({ number }: { number: NumberDto }) {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (readMarks: ReadMark) =>
      api.call(numberEndpoints.configure, {
        params: { phoneNumberId: number.phoneNumberId },
        body: { readMarks },
      }),
    onSuccess: ({ phoneNumber }) => {
      queryClient.setQueryData<NumbersReply>(
        queryKeys.numbers,
        (known) => known && { ...known, phoneNumbers: withNumbers(known.phoneNumbers, [phoneNumber]) },
      );
      toast.success(
        `Read marks of ${phoneNumber.displayPhone}: ${readMarkWords[phoneNumber.readMarks].name.toLowerCase()}`,
      );
    },
    onError: (error) => toast.error(readMessage(asApiError(error))),
  });
  const shown = change.isPending ? change.variables : number.readMarks;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          size="sm"
          pending={change.isPending}
          aria-label={`Read marks of ${number.displayPhone}: ${readMarkWords[shown].name}`}
        >
          {change.isPending ? null : <CheckCheck aria-hidden="true" className="text-accent" />}
          {readMarkWords[shown].name}
          <ChevronDown aria-hidden="true" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-72">
        <DropdownMenuLabel>The customer sees that a message was read</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={shown}
          onValueChange={(value) => {
            const choice = readMark.safeParse(value);
            if (choice.success && choice.data !== number.readMarks) change.mutate(choice.data);
          }}
        >
          {readMark.options.map((value) => (
            <DropdownMenuRadioItem key={value} value={value}>
              <span>
                <span className="block">{readMarkWords[value].name}</span>
                <span className="block text-muted text-xs">{readMarkWords[value].means}</span>
              </span>
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
