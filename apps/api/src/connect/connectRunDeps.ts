import type { GraphClient } from '@switchboard/graph';
import type { AccountService } from '../accounts/account.service.js';
import type { ConnectionState } from '../numbers/connectionState.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import type { Clock } from '../platform/clock.js';
import type { TellConnected } from './connectTold.js';
import type { ResubscribeService } from './resubscribe.service.js';
import type { UnsubscribeService } from './unsubscribe.service.js';

/** What every step of a run needs: the run itself, keeping its numbers, and the rehearsal. */
export interface ConnectRunDeps {
  graph: GraphClient;
  accounts: AccountService;
  numbers: NumberRepository;
  connections: Pick<ConnectionState, 'activate'>;
  unsubscribes: UnsubscribeService;
  resubscribes: Pick<ResubscribeService, 'plan'>;
  vault: TokenVault;
  clock: Clock;
  appId: string;
  tellConnected: TellConnected;
  /** Of our own system user at Meta: fetches the tokens of sign-ups on the hosted page. */
  systemUserToken: string | undefined;
}
