import { z } from 'zod';
import { webhookFields } from '../state/appSubscription.js';
import type { SandboxState } from '../state/sandboxState.js';
import { accountEventNames, causeAccountEvent } from '../webhooks/accountEvents.js';
import { checkTarget } from '../webhooks/checkTarget.js';
import { messageStatuses } from '../webhooks/dials.js';
import { accountChange } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { namingForm } from './naming.form.js';

const ms = z.coerce.number().int().min(0).max(600_000);
const onOff = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');
/** A form sends a list of one as a text. */
const statuses = z
  .union([z.enum(messageStatuses).transform((status) => [status]), z.array(z.enum(messageStatuses))])
  .default([]);

export const howMany = { never: 0, next: 1, always: Number.POSITIVE_INFINITY } as const;
const count = z.enum(['never', 'next', 'always']).transform((word) => howMany[word]);

const dialsForm = z.strictObject({
  duplicate: z.coerce.number().int().min(1).max(20),
  delay_ms: ms,
  jitter_ms: ms,
  out_of_order_ms: ms,
  batch_size: z.coerce.number().int().min(0).max(1000),
  batch_ms: ms,
  wrong_signature: count,
  other_app: count,
  fail_code: z
    .string()
    .regex(/^\d*$/)
    .transform((text) => (text === '' ? null : Number(text))),
  fail_times: z.coerce.number().int().min(1).max(1000),
  window_error: z.enum(['async', 'sync']),
  skip: statuses,
  keep_order: onOff,
  before_answer: onOff,
  receiver_down: onOff,
  media_urls: onOff,
  ...namingForm,
  no_context: onOff,
  unsubscribed: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((field) => field !== ''))
    .pipe(z.array(z.enum(webhookFields))),
});

const eventForm = z.strictObject({ number: z.string(), event: z.enum(accountEventNames) });

const jsonObject = z.string().transform((text, context) => {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a JSON object' });
    return z.NEVER;
  }
});
const rawForm = z.strictObject({ waba: z.string(), field: z.string().trim().min(1), value: jsonObject });

export type OnForm = <Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  act: (form: z.output<Schema>) => void | Promise<void>,
) => void;

export function webhookForms(on: OnForm, state: SandboxState): void {
  on('/webhook-check', z.strictObject({}), async () => {
    await checkTarget(state);
  });
  on('/webhook-dials', dialsForm, (form) => {
    state.webhooks.setDials({
      duplicate: form.duplicate,
      delayMs: form.delay_ms,
      jitterMs: form.jitter_ms,
      outOfOrderMs: form.out_of_order_ms,
      batch: form.batch_size === 0 ? null : { size: form.batch_size, windowMs: form.batch_ms },
      wrongSignature: form.wrong_signature,
      signedByOtherApp: form.other_app,
      failNext: form.fail_code === null ? null : { code: form.fail_code, times: form.fail_times },
      windowError: form.window_error,
      skipStatuses: form.skip,
      keepOrder: form.keep_order,
      statusBeforeAnswer: form.before_answer,
      receiverDown: form.receiver_down,
      inboundMediaUrls: form.media_urls,
      wamidNames: form.wamid_names ?? null,
      addressing: form.addressing,
      writtenOtherWay: form.other_way,
      repliesWithoutContext: form.no_context,
    });
    state.appSubscription.leaveOut(form.unsubscribed);
  });
  on('/account-events', eventForm, async ({ number, event }) => {
    if (state.world.number(number)) await causeAccountEvent(state, event, number);
  });
  on('/raw-events', rawForm, async ({ waba, field, value }) => {
    await publish(state, accountChange({ wabaId: waba, field, value, at: state.now() }));
  });
}
