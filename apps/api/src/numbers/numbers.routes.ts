import {
  changePinRequest,
  confirmVerificationRequest,
  numberReply,
  phoneNumberIdParam,
  proveReply,
  registerReply,
  registerRequest,
  requestVerificationRequest,
  revealPinReply,
  testMessageReply,
  testMessageRequest,
} from '@switchboard/contracts';
import { type Request, type Response, Router } from 'express';
import { addressOf, principalOf, type RequireMay } from '../accounts/requireMay.js';
import { AppError } from '../platform/errors.js';
import type { PinService } from './pin.service.js';
import type { ProveService } from './prove.service.js';
import type { Asking, RegistrationService } from './registration.service.js';

export interface NumbersRoutesDeps {
  registration: RegistrationService;
  pins: PinService;
  prove: ProveService;
  requireMay: RequireMay;
}

const bodyOf = (req: Request): unknown => req.body ?? {};

/** An id that is none belongs to nobody. @throws AppError `number_not_found`. */
function idOf(req: Request<{ phoneNumberId: string }>): string {
  const parsed = phoneNumberIdParam.safeParse(req.params.phoneNumberId);
  if (!parsed.success) throw new AppError('number_not_found');
  return parsed.data;
}

function askingOf(req: Request<{ phoneNumberId: string }>, res: Response): Asking {
  const { accountId, userId, role } = principalOf(res);
  return { accountId, userId, role, address: addressOf(req) };
}

/** `/api/integrations/whatsapp/numbers/:phoneNumberId/…`: registering a number, its PIN, proving that it works. */
export function numbersRoutes({ registration, pins, prove, requireMay }: NumbersRoutesDeps): Router {
  const router = Router();
  const [mayVerify, mayProve] = [requireMay('number.verify'), requireMay('number.prove')];
  router.post('/:phoneNumberId/register', requireMay('number.register'), async (req, res) => {
    const { pin } = registerRequest.parse(bodyOf(req));
    const phoneNumber = await registration.register(askingOf(req, res), idOf(req), pin);
    res.json(registerReply.parse({ success: true, phoneNumber }));
  });
  router.post('/:phoneNumberId/pin/reveal', requireMay('pin.reveal'), async (req, res) => {
    const revealed = await pins.reveal(askingOf(req, res), idOf(req));
    res.json(revealPinReply.parse({ success: true, ...revealed }));
  });
  router.put('/:phoneNumberId/pin', requireMay('pin.change'), async (req, res) => {
    const { pin } = changePinRequest.parse(bodyOf(req));
    const changed = await pins.change(askingOf(req, res), idOf(req), pin);
    res.json(revealPinReply.parse({ success: true, ...changed }));
  });
  router.post('/:phoneNumberId/verification', mayVerify, async (req, res) => {
    const { method, language = 'en_US' } = requestVerificationRequest.parse(bodyOf(req));
    const phoneNumber = await registration.requestCode(askingOf(req, res), idOf(req), { method, language });
    res.json(numberReply.parse({ success: true, phoneNumber }));
  });
  router.post('/:phoneNumberId/verification/confirm', mayVerify, async (req, res) => {
    const { code } = confirmVerificationRequest.parse(bodyOf(req));
    const phoneNumber = await registration.confirmCode(askingOf(req, res), idOf(req), code);
    res.json(numberReply.parse({ success: true, phoneNumber }));
  });
  router.get('/:phoneNumberId/prove', mayProve, async (req, res) => {
    const link = await prove.link(principalOf(res).accountId, idOf(req));
    res.json(proveReply.parse({ success: true, ...link }));
  });
  router.get('/:phoneNumberId/test-message', mayProve, async (req, res) => {
    const test = await prove.latest(principalOf(res).accountId, idOf(req));
    res.json(testMessageReply.parse({ success: true, test }));
  });
  router.post('/:phoneNumberId/test-message', mayProve, async (req, res) => {
    const { to } = testMessageRequest.parse(bodyOf(req));
    const test = await prove.send(principalOf(res), idOf(req), to);
    res.status(201).json(testMessageReply.parse({ success: true, test }));
  });
  return router;
}
