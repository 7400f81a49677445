import type { DoctorFinding, DoctorReport } from '@switchboard/contracts';

const titles: Record<DoctorFinding['check'], string> = {
  vault: 'Stored access',
  token: 'Access at Meta',
  permissions: 'Permissions',
  ownership: 'Ownership',
  number_status: 'Number and health',
  name_review: 'Display name',
  registration: 'Registration',
  subscription: 'Webhooks',
  callback_address: 'Where they are delivered',
  webhook_fields: 'What Meta tells of',
  public_address: 'Public address',
  challenge: 'Meta’s challenge',
  signature: 'Signatures',
  socket: 'Live channel',
  inbound: 'Heard from Meta',
  outbound: 'Able to send',
  costs: 'Free replies and payment',
  responders: 'Who answers',
};
const whoseTurn = { you: 'yours', operator: 'the operator’s', meta: 'Meta’s', unknown: 'not known' } as const;

/** The report in plain text, for copying. Only what the findings say: no secrets, nothing of customers. */
export function reportText({
  displayPhone,
  phoneNumberId,
  startedAt,
  durationMs,
  findings,
}: Omit<DoctorReport, 'text'>) {
  const lines = [
    `Switchboard doctor: ${displayPhone} (phone number id ${phoneNumberId})`,
    `Run at ${startedAt}, in ${Math.round(durationMs)} ms`,
    ...findings.flatMap(({ check, verdict, result, cause, turn, next, fbtraceId }) => [
      '',
      `[${verdict}] ${titles[check]}: ${result}`,
      ...(cause ? [`  Cause: ${cause}`] : []),
      ...(turn ? [`  Whose turn: ${whoseTurn[turn]}`] : []),
      ...(next ? [`  Next: ${next}`] : []),
      ...(fbtraceId ? [`  Meta’s trace id: ${fbtraceId}`] : []),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
