import { type Html, type HtmlValue, html } from '../html/html.js';
import type { DialogRequest } from '../state/dialogSession.js';
import type { TokenLife } from './dialogAnswer.js';

const lives: readonly [TokenLife, string][] = [
  ['never', 'Never'],
  ['60_days', 'In 60 days'],
  ['1_hour', 'In 1 hour'],
  ['1_minute', 'In 1 minute'],
];

type Asked = Pick<DialogRequest, 'configId' | 'scopes'>;

/** What a tester may change about the answer. `more` are options of one window. */
export function advancedOptions({ configId, scopes }: Asked, more: HtmlValue = null): Html {
  const kind = configId === null ? 'user' : 'business';
  const life: TokenLife = configId === null ? '60_days' : 'never';
  const kindOption = (value: 'business' | 'user', words: string) => html`
    <label><input type="radio" name="token_kind" value="${value}" data-testid="token-kind-${value}" ${value === kind && html`checked`}> ${words}</label>`;
  return html`
<details class="advanced" data-testid="advanced">
  <summary>Advanced: for testers</summary>
  <fieldset><legend>The app gets</legend>
    ${kindOption('business', 'A business token')}
    ${kindOption('user', 'A user token')}
  </fieldset>
  <p class="field"><label for="token_life">The token expires</label>
  <select id="token_life" name="token_life" data-testid="token-life">
    ${lives.map(([value, words]) => html`<option value="${value}" ${value === life && html`selected`}>${words}</option>`)}
  </select></p>
  <fieldset><legend>Leave out a permission</legend>
    ${scopes.map(
      (scope) => html`
    <label><input type="checkbox" name="leave_out" value="${scope}" data-testid="leave-out-${scope}"> <code>${scope}</code></label>`,
    )}
  </fieldset>
  <fieldset><legend>Go wrong</legend>
    <label><input type="checkbox" name="expired_code" data-testid="expired-code"> Give a code that has already expired</label>
    <label><input type="checkbox" name="without_target_ids" data-testid="without-target-ids"> Leave the accounts out of the token's inspection</label>
  </fieldset>
  ${more}
</details>`;
}
