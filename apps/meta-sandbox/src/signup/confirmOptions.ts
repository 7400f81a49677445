import { advancedOptions } from '../dialog/advancedOptions.js';
import { type Html, html } from '../html/html.js';
import type { SandboxState } from '../state/sandboxState.js';
import type { SignupSession } from '../state/signupSession.js';
import type { Waba } from '../state/world.js';
import { type ExtraMessage, extraMessageNames, finishEvents } from './signupMessage.js';

const orders = [
  ['message_first', 'Message, then code'],
  ['code_first', 'Code, then message'],
  ['message_late', 'Code, and the message 3 seconds later'],
  ['code_late', 'Message, and the code 3 seconds later'],
] as const;

const extraWords: Record<ExtraMessage, string> = {
  none: 'None',
  not_json: 'Not JSON',
  other_type: 'Of another type',
  cut_off: 'JSON that is cut off',
  wrong_types: 'Values of the wrong types',
  huge: 'Half a megabyte',
  unknown_event: 'An event that does not exist',
  all: 'All of these',
};

const select = (name: string, testId: string, label: string, options: readonly (readonly [string, string])[]) => html`
<p class="field"><label for="${name}">${label}</label>
<select id="${name}" name="${name}" data-testid="${testId}">${options.map(
  ([value, words]) => html`<option value="${value}">${words}</option>`,
)}</select></p>`;

const tick = (name: string, testId: string, words: string) => html`
<label><input type="checkbox" name="${name}" data-testid="${testId}"> ${words}</label>`;

export function confirmOptions({ request }: SignupSession, { world }: SandboxState, waba: Waba): Html {
  const others = world.listWabas(waba.businessId).filter(({ id }) => id !== waba.id);
  const events = [['', 'What was chosen'], ...finishEvents.map((event) => [event, event] as const)] as const;
  return advancedOptions(
    request,
    html`
  ${select('order', 'order', 'Order of the answer', orders)}
  ${select('payload', 'payload', 'The message is', [
    ['text', 'A JSON text'],
    ['object', 'An object'],
  ])}
  ${select('event', 'event', 'Event', events)}
  ${select(
    'extra_message',
    'extra-message',
    'Other messages before it',
    extraMessageNames.map((name) => [name, extraWords[name]]),
  )}
  ${
    others.length > 0 &&
    html`<fieldset><legend>Also share</legend>${others.map(
      ({ id, name }) => html`
    <label><input type="checkbox" name="also_waba" value="${id}" data-testid="also-waba-${id}"> ${name} <small>${id}</small></label>`,
    )}</fieldset>`
  }
  <p class="field"><label for="claimed_waba">Name another account than the one that is shared</label>
  <input id="claimed_waba" name="claimed_waba" maxlength="40" data-testid="claimed-waba"></p>
  <fieldset><legend>The message</legend>
    ${tick('no_message', 'no-message', 'No message at all')}
    ${tick('other_origin', 'other-origin', 'Post it from another origin')}
    ${tick('stay_open', 'stay-open', 'Stay on a last screen until it is finished or closed')}
    ${tick('no_partner_added', 'no-partner-added', 'No PARTNER_ADDED webhook')}
  </fieldset>`,
  );
}
