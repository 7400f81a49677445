import type { GraphClient } from '@switchboard/graph';
import type { AccountService } from '../accounts/account.service.js';
import type { ResubscribeService } from '../disconnect/resubscribe.service.js';
import type { UnsubscribeService } from '../disconnect/unsubscribe.service.js';
import type { NumberService } from '../numbers/number.service.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import type { Clock } from '../platform/clock.js';
import type { TellConnected } from './connectTold.js';

/** What every step of a run needs: the run itself, keeping its numbers, and the rehearsal. */
export interface ConnectRunDeps {
  graph: GraphClient;
  accounts: AccountService;
  numbers: NumberService;
  unsubscribes: UnsubscribeService;
  resubscribes: Pick<ResubscribeService, 'plan'>;
  vault: TokenVault;
  clock: Clock;
  appId: string;
  tellConnected: TellConnected;
  /** Of our own system user at Meta: fetches the tokens of sign-ups on the hosted page. */
  systemUserToken: string | undefined;
}
