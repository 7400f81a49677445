import { type Clock, later, minutes } from '../../platform/clock.js';
import type { AskSecondStep } from '../auth.controller.js';
import type { BrowserCookie } from './browserCookie.js';
import type { SecondStepService } from './secondStep.service.js';

export interface AskSecondStepDeps {
  secondStep: Pick<SecondStepService, 'begin'>;
  browserCookie: BrowserCookie;
  clock: Clock;
}

/** Answers a right password with a challenge instead of a session, tied to the browser that gave it. */
export function createAskSecondStep({ secondStep, browserCookie, clock }: AskSecondStepDeps): AskSecondStep {
  return async (req, res, { userId, accountId, methods }) => {
    const browser = browserCookie.hold(req, res, later(clock.now(), minutes(10)));
    const { challenge, expiresAt } = await secondStep.begin({ userId, accountId }, methods, browser);
    res.setHeader('Cache-Control', 'no-store');
    return { success: true, step: 'second_factor', challenge, expiresAt: expiresAt.toISOString(), methods };
  };
}
