import type { SandboxState } from '../state/sandboxState.js';
import type { BusinessNumber, Waba } from '../state/world.js';

const levels = ['AVAILABLE', 'LIMITED', 'BLOCKED'] as const;
type Level = (typeof levels)[number];

interface Problem {
  level: Exclude<Level, 'AVAILABLE'>;
  code: number;
  description: string;
  solution: string;
}

const notConnected: Problem = {
  level: 'BLOCKED',
  code: 141000,
  description: 'The phone number is not registered or not connected.',
  solution: 'Register the phone number with Cloud API.',
};
const banned: Problem = {
  level: 'BLOCKED',
  code: 131031,
  description: 'The phone number or its account has been banned.',
  solution: 'Review the violation in Business Support Home and request a review.',
};
const restricted: Problem = {
  level: 'LIMITED',
  code: 131048,
  description: 'The phone number is restricted or flagged because of its quality.',
  solution: 'Wait until the quality recovers, and send what customers asked for.',
};
const nameNotApproved: Problem = {
  level: 'LIMITED',
  code: 131037,
  description: 'The display name of the phone number has not been approved yet.',
  solution: 'Wait for the review, or choose another display name.',
};
const noPayment: Problem = {
  level: 'BLOCKED',
  code: 141006,
  description: 'There is an error with the payment method.',
  solution: 'Add or repair the payment method in WhatsApp Manager.',
};

function listNumberProblems(number: BusinessNumber): Problem[] {
  if (number.status === 'BANNED') return [banned];
  if (number.platformType !== 'CLOUD_API') return [notConnected];
  if (['RESTRICTED', 'FLAGGED', 'RATE_LIMITED'].includes(number.status)) return [restricted];
  if (number.status !== 'CONNECTED') return [notConnected];
  return number.nameStatus === 'DECLINED' || number.nameStatus === 'EXPIRED' ? [nameNotApproved] : [];
}

function listWabaProblems(waba: Waba | undefined): Problem[] {
  return [...(waba?.status === 'DISABLED' ? [banned] : []), ...(waba?.hasPaymentProblem ? [noPayment] : [])];
}

const findWorst = (found: readonly Level[]) => levels[Math.max(0, ...found.map((level) => levels.indexOf(level)))];

/** Errors block, words only limit (meta-platform 17.4). */
function entity(type: string, id: string | undefined, problems: readonly Problem[]) {
  const errors = problems
    .filter(({ level }) => level === 'BLOCKED')
    .map(({ code, description, solution }) => ({
      error_code: code,
      error_description: description,
      possible_solution: solution,
    }));
  const info = problems
    .filter(({ level }) => level === 'LIMITED')
    .map(({ description, solution }) => `${description} ${solution}`);
  return {
    entity_type: type,
    id,
    can_send_message: findWorst(problems.map(({ level }) => level)),
    ...(errors.length > 0 ? { errors } : {}),
    ...(info.length > 0 ? { additional_info: info } : {}),
  };
}

export function readWabaHealth(waba: Waba, { app }: SandboxState) {
  const problems = listWabaProblems(waba);
  return {
    can_send_message: findWorst(problems.map(({ level }) => level)),
    entities: [entity('WABA', waba.id, problems), entity('BUSINESS', waba.businessId, []), entity('APP', app.id, [])],
  };
}

export function healthStatus(number: BusinessNumber, { world, app }: SandboxState) {
  const waba = world.waba(number.wabaId);
  const ofNumber = listNumberProblems(number);
  const ofWaba = listWabaProblems(waba);
  return {
    can_send_message: findWorst([...ofNumber, ...ofWaba].map(({ level }) => level)),
    entities: [
      entity('PHONE_NUMBER', number.id, ofNumber),
      entity('WABA', number.wabaId, ofWaba),
      entity('BUSINESS', waba?.businessId, []),
      entity('APP', app.id, []),
    ],
  };
}
