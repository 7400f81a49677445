import { z } from 'zod';
import {
  changePinRequest,
  confirmVerificationRequest,
  numberReply,
  proveReply,
  registerReply,
  registerRequest,
  requestVerificationRequest,
  revealPinReply,
  testMessageReply,
  testMessageRequest,
} from '../doctor.js';
import { noticesReply } from '../inbox/notices.js';
import {
  addNumberReply,
  addNumberRequest,
  metaId,
  numbersReply,
  updateNumberReply,
  updateNumberRequest,
} from '../numbers.js';
import { healthReply } from '../watching.js';
import { endpoint } from './endpoint.js';
import { metaErrors, sealErrors, vaultErrors } from './errors.js';

const number = '/api/integrations/whatsapp/numbers/:phoneNumberId';
const ofNumber = { params: z.object({ phoneNumberId: metaId }), unknownId: 'number_not_found' } as const;
/** What everything that changes the registration at Meta is limited by, and may end with. */
const registration = { ...ofNumber, limits: ['register-account'] } as const;
const registrationErrors = [
  'number_not_found',
  'coexistence_number',
  'fix_under_way',
  ...vaultErrors,
  ...metaErrors,
] as const;

/** The numbers of the account: what there is, registering, proving that they work, how they were. */
export const numberEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/api/settings/phone-numbers',
    summary: 'Lists the numbers of the account',
    right: 'connection.read',
    replies: { 200: numbersReply },
  }),
  add: endpoint({
    method: 'POST',
    path: '/api/settings/phone-numbers',
    summary: 'Adds a number with an access token of its own',
    right: 'number.add',
    body: addNumberRequest,
    replies: { 201: addNumberReply },
    limits: ['add-account'],
    errors: ['number_not_granted', 'number_in_use', 'save_failed', ...sealErrors, ...metaErrors],
  }),
  configure: endpoint({
    method: 'PATCH',
    path: '/api/settings/phone-numbers/:phoneNumberId',
    summary: 'Says when customers are shown that a message was read',
    right: 'number.configure',
    body: updateNumberRequest,
    replies: { 200: updateNumberReply },
    errors: ['number_not_found'],
  }),
  notices: endpoint({
    method: 'GET',
    path: '/api/notices',
    summary: 'Lists what Meta said about the numbers of the account',
    right: 'connection.read',
    replies: { 200: noticesReply },
    isHot: true,
  }),
  register: endpoint({
    method: 'POST',
    path: `${number}/register`,
    summary: 'Registers the number with Cloud API',
    right: 'number.register',
    ...registration,
    body: registerRequest,
    bodyIsOptional: true,
    replies: { 200: registerReply },
    errors: [
      ...registrationErrors,
      // A PIN of one's own is for owners.
      'owner_only',
      'pin_wrong',
      'verification_needed',
      'registration_limited',
      'number_not_registered',
    ],
  }),
  revealPin: endpoint({
    method: 'POST',
    path: `${number}/pin/reveal`,
    summary: 'Shows the PIN of the number, once',
    right: 'pin.reveal',
    ...ofNumber,
    replies: { 200: revealPinReply },
    errors: ['number_not_found', 'pin_not_kept', 'pin_already_shown', ...vaultErrors],
  }),
  changePin: endpoint({
    method: 'PUT',
    path: `${number}/pin`,
    summary: 'Sets another PIN at Meta, and tells it once',
    right: 'pin.change',
    ...registration,
    body: changePinRequest,
    bodyIsOptional: true,
    replies: { 200: revealPinReply },
    errors: [...registrationErrors, 'pin_wrong'],
  }),
  requestCode: endpoint({
    method: 'POST',
    path: `${number}/verification`,
    summary: 'Has Meta send a code to the number',
    right: 'number.verify',
    ...registration,
    body: requestVerificationRequest,
    replies: { 200: numberReply },
    errors: [...registrationErrors, 'already_verified'],
  }),
  confirmCode: endpoint({
    method: 'POST',
    path: `${number}/verification/confirm`,
    summary: 'Brings the code back to Meta',
    right: 'number.verify',
    ...registration,
    body: confirmVerificationRequest,
    replies: { 200: numberReply },
    limits: ['register-account', 'verify-number'],
    errors: [...registrationErrors, 'verification_code_wrong'],
  }),
  prove: endpoint({
    method: 'GET',
    path: `${number}/prove`,
    summary: 'Tells how somebody writes to the number from a phone',
    right: 'number.prove',
    ...ofNumber,
    replies: { 200: proveReply },
    errors: ['number_not_found'],
  }),
  latestTestMessage: endpoint({
    method: 'GET',
    path: `${number}/test-message`,
    summary: 'Tells what has become of the latest test message',
    right: 'number.prove',
    ...ofNumber,
    replies: { 200: testMessageReply },
    errors: ['number_not_found'],
  }),
  sendTestMessage: endpoint({
    method: 'POST',
    path: `${number}/test-message`,
    summary: 'Sends a test message to a phone of one’s own',
    right: 'number.prove',
    ...ofNumber,
    body: testMessageRequest,
    replies: { 201: testMessageReply },
    limits: ['test-message'],
    errors: [
      'test_recipient_invalid',
      'number_not_found',
      'number_paused',
      'fix_under_way',
      'save_failed',
      ...vaultErrors,
    ],
  }),
  health: endpoint({
    method: 'GET',
    path: `${number}/health`,
    summary: 'Tells how the number was, one point a day',
    right: 'connection.read',
    ...ofNumber,
    query: z.strictObject({ days: z.coerce.number<number>().int().min(1).max(400).default(30) }),
    replies: { 200: healthReply },
    errors: ['number_not_found'],
  }),
};
