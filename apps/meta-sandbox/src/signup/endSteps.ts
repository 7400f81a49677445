import type { SandboxState } from '../state/sandboxState.js';
import * as pages from './signup.pages.js';
import { finishSignup, messagePost, toAnswer } from './signupAnswer.js';
import * as forms from './signupForm.js';
import { cancelMessage, errorMessage, reportMessage } from './signupMessage.js';
import { end, forged, shown } from './signupWindow.js';
import type { WindowSteps } from './windowRouter.js';

/** The permissions, and every way in which the window ends. */
export function declareEndSteps({ show, take }: WindowSteps, state: SandboxState): void {
  const { world } = state;
  show('permissions', (open) => {
    const waba = world.waba(open.choice.wabaId ?? '');
    return waba ? shown(pages.permissionsPage(open, state, waba)) : { goTo: 'business' };
  });
  take('permissions', forms.confirmForm, (open, form) => {
    const { request, choice } = open;
    const waba = world.waba(choice.wabaId ?? '');
    if (!waba || choice.personId === null) return forged;
    const offered = new Set(world.listWabas(waba.businessId).map(({ id }) => id));
    if (!form.also_waba.every((id) => offered.has(id))) return forged;
    const number = world.number(choice.numberId ?? '');
    const confirmed = { request, choice, personId: choice.personId, waba, number };
    return end(open, 'finished', finishSignup(state, confirmed, form));
  });

  take('cancel', forms.dismissForm, (open, { step }) =>
    end(open, 'cancelled', [toAnswer([messagePost(cancelMessage(step, open.request))])]),
  );
  take('report', forms.dismissForm, (open) =>
    end(open, 'reported', [toAnswer([messagePost(reportMessage(open.id, state.now(), open.request))])]),
  );
  take('error', forms.dismissForm, (open) =>
    end(open, 'failed', [toAnswer([messagePost(errorMessage(open.request))])]),
  );
  take('close', forms.dismissForm, (open) => end(open, 'closed', [toAnswer([])]));
  take('leave', forms.leaveForm, (open) => end(open, 'closed', [toAnswer([])]));
}
