import { randomInt } from 'node:crypto';
import { type BusinessNumber, type NumberPatch, searchVisibilities } from '../state/world.js';
import { authorizeNumber } from './access.js';
import { overrideIn } from './callbackOverride.js';
import { badParameter, GraphError } from './graphError.js';
import { type GraphHandler, GraphParams, type GraphRequest, type GraphRoute } from './graphRequest.js';
import { requireWhatsApp } from './parameterRules.js';

const success = { success: true } as const;

function readPin(params: GraphParams): string {
  const pin = params.mustHave('pin');
  if (!/^\d{6}$/.test(pin)) throw badParameter('pin must be a string of 6 digits');
  return pin;
}

const tooOften = () =>
  new GraphError(133016, '(#133016) Account register deregister rate limit exceeded', {
    details: 'Registration or Deregistration failed because there were too many attempts for this phone number',
  });

const isRegistered = (number: BusinessNumber) => number.platformType === 'CLOUD_API' && number.status === 'CONNECTED';

/** The first registration sets the PIN, later ones must repeat it. Refused attempts count. */
const register: GraphHandler = (request, state) => {
  const number = authorizeNumber(request, state);
  requireWhatsApp(request.params);
  const pin = readPin(request.params);
  if (!state.registrations.allow(number.id, state.now())) throw tooOften();
  if (number.codeVerificationStatus !== 'VERIFIED') {
    throw new GraphError(133006, '(#133006) Phone number re-verification needed', {
      details: 'The phone number needs to be verified before it can be registered',
    });
  }
  if (number.pin !== null && number.pin !== pin) {
    throw new GraphError(133005, '(#133005) Two step verification PIN mismatch', {
      details: 'The two-step verification PIN that was given is not the one of this phone number',
    });
  }
  const wasRegistered = isRegistered(number);
  state.world.updateNumber(number.id, {
    pin,
    status: 'CONNECTED',
    platformType: 'CLOUD_API',
    ...(wasRegistered ? {} : { throughputLevel: 'STANDARD', lastOnboardedAt: state.now() }),
  });
  return success;
};

const deregister: GraphHandler = (request, state) => {
  const number = authorizeNumber(request, state);
  if (number.isOnBizApp) throw badParameter('A number that is used in the WhatsApp Business app leaves in the app');
  if (!state.registrations.allow(number.id, state.now())) throw tooOften();
  if (!isRegistered(number)) throw new GraphError(133010, '(#133010) Phone number not registered');
  state.world.updateNumber(number.id, {
    status: 'DISCONNECTED',
    platformType: 'NOT_APPLICABLE',
    throughputLevel: 'NOT_APPLICABLE',
  });
  return success;
};

/** A new display name waits for review; search visibility changes at once. Null for a call about neither. */
function appearanceIn({ params }: GraphRequest): NumberPatch | null {
  const name = params.text('new_display_name');
  const visibility = params.text('search_visibility');
  if (name === undefined && visibility === undefined) return null;
  if (name?.trim() === '') throw badParameter('new_display_name must not be empty');
  const searchVisibility = searchVisibilities.find((word) => word === visibility);
  if (visibility !== undefined && !searchVisibility) {
    throw badParameter(`search_visibility must be one of {${searchVisibilities.join(', ')}}`);
  }
  return { ...(name === undefined ? {} : { newDisplayName: name }), ...(searchVisibility ? { searchVisibility } : {}) };
}

const changeNumber: GraphHandler = async (request, state) => {
  const number = authorizeNumber(request, state);
  const appearance = appearanceIn(request);
  if (appearance) {
    state.world.updateNumber(number.id, appearance);
    return success;
  }
  const webhooks = request.params.structure('webhook_configuration');
  if (webhooks !== undefined) {
    const override = await overrideIn(new GraphParams(webhooks));
    if (override === null) state.numberOverrides.delete(number.id);
    else state.numberOverrides.set(number.id, override);
    return success;
  }
  state.world.updateNumber(number.id, { pin: readPin(request.params) });
  return success;
};

/** The control page shows the code that is "sent". */
const requestCode: GraphHandler = (request, state) => {
  const number = authorizeNumber(request, state);
  const method = request.params.mustHave('code_method');
  if (method !== 'SMS' && method !== 'VOICE') throw badParameter('code_method must be SMS or VOICE');
  request.params.mustHave('language');
  if (number.codeVerificationStatus === 'VERIFIED') {
    throw new GraphError(136024, '(#136024) Request code error', {
      details: 'The phone number is already verified',
    });
  }
  state.world.updateNumber(number.id, { verificationCode: String(randomInt(1_000_000)).padStart(6, '0') });
  return success;
};

const verifyCode: GraphHandler = (request, state) => {
  const number = authorizeNumber(request, state);
  const code = request.params.mustHave('code').replace('-', '');
  if (number.verificationCode === null || number.verificationCode !== code) {
    throw new GraphError(136025, '(#136025) Verify code error', { details: 'The code could not be verified' });
  }
  state.world.updateNumber(number.id, { verificationCode: null, codeVerificationStatus: 'VERIFIED' });
  return success;
};

export const registrationRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: '{phone}', handle: changeNumber },
  { method: 'POST', edge: '{phone}/register', handle: register },
  { method: 'POST', edge: '{phone}/deregister', handle: deregister },
  { method: 'POST', edge: '{phone}/request_code', handle: requestCode },
  { method: 'POST', edge: '{phone}/verify_code', handle: verifyCode },
];
