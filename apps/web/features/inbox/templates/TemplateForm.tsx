'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import type { ConversationDto, TemplateDto } from '@switchboard/contracts';
import { SendHorizontal } from 'lucide-react';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { TextField } from '@/components/ui/Field';
import { SubmitButton } from '@/components/ui/SubmitButton';
import { useSignedIn } from '@/lib/useSession';
import { TemplateContent } from '../content/OtherContents';
import { useInboxStore } from '../InboxProvider';
import { send } from '../outboxActions';
import { marketingOptOut, OptOutDialog } from './OptOutDialog';
import { readVariables, renderPreview, type TemplateValues, templateSchema, variableLabel } from './templateForm';

interface TemplateFormProps {
  conversation: ConversationDto;
  template: TemplateDto;
  onSent: () => void;
}

export function TemplateForm({ conversation, template, onSent }: TemplateFormProps) {
  const store = useInboxStore();
  const me = useSignedIn()?.user;
  const form = useForm<TemplateValues>({
    resolver: zodResolver(templateSchema),
    defaultValues: { values: template.variables.map(() => ({ text: '' })) },
  });
  const { errors } = form.formState;
  const values = useWatch({ control: form.control, name: 'values' });
  const preview = renderPreview(template, readVariables(template, { values }));
  const optOut = marketingOptOut(conversation, template);
  const [asking, setAsking] = useState<TemplateValues | null>(null);
  const submit = form.handleSubmit((input) => (optOut ? setAsking(input) : sendIt(input, false)));
  const sendIt = (input: TemplateValues, confirmed: boolean) => {
    if (!me) return;
    const variables = readVariables(template, input);
    send({
      store,
      conversationId: conversation.id,
      phoneNumberId: conversation.phoneNumberId,
      author: { userId: me.userId, name: me.name },
      request: {
        clientId: crypto.randomUUID(),
        type: 'template',
        name: template.name,
        language: template.language,
        ...(template.variables.length > 0 ? { variables } : {}),
        ...(confirmed ? { confirmOptOut: true } : {}),
      },
      content: renderPreview(template, variables),
      replyTo: null,
    });
    onSent();
  };
  return (
    <>
      <form method="post" onSubmit={submit} noValidate className="flex min-h-0 flex-col">
        <div className="grid min-h-0 gap-5 overflow-y-auto p-4 sm:grid-cols-2">
          <div className="space-y-4">
            {template.variables.length === 0 ? (
              <p className="text-muted text-sm">There is nothing to fill in.</p>
            ) : (
              template.variables.map((variable, index) => (
                <TextField
                  key={variable.key}
                  label={variableLabel(variable)}
                  placeholder={variable.example ?? undefined}
                  autoComplete="off"
                  error={errors.values?.[index]?.text?.message}
                  {...form.register(`values.${index}.text`)}
                />
              ))
            )}
          </div>
          <div>
            <p className="mb-1.5 font-medium text-ink text-sm">What the customer will see</p>
            <div
              data-testid="template-preview"
              className="rounded-2xl rounded-br-md bg-accent-soft px-3 py-2 text-[0.9375rem] text-ink"
            >
              <TemplateContent {...preview} />
            </div>
          </div>
        </div>
        <div className="flex justify-end border-line border-t px-3 py-2.5">
          <SubmitButton size="sm">
            Send template
            <SendHorizontal aria-hidden="true" />
          </SubmitButton>
        </div>
      </form>
      {optOut ? (
        <OptOutDialog
          conversation={conversation}
          since={optOut.since}
          open={asking !== null}
          onCancel={() => setAsking(null)}
          onSend={() => asking && sendIt(asking, true)}
        />
      ) : null}
    </>
  );
}
