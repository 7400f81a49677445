import { isThisMachine } from '@switchboard/contracts';
import type { Stage } from './release.model.js';

/** Where the product finds Meta, or the sandbox. */
const metaAddresses = ['META_GRAPH_URL', 'META_DIALOG_URL', 'META_SDK_URL'] as const;
type MetaAddress = (typeof metaAddresses)[number];

interface MetaSettings extends Record<MetaAddress, string> {
  SWITCHBOARD_STAGE: Stage;
  META_APP_ID: string;
  PRODUCTION_META_APP_ID?: string | undefined;
}

/** The message follows the name of the setting. */
interface MetaProblem {
  setting: MetaAddress | 'META_APP_ID';
  message: string;
}

const isLocal = (address: string) => isThisMachine(new URL(address).hostname);
const isMetas = (address: string) => /(?:^|\.)facebook\.(?:com|net)$/.test(new URL(address).hostname);
const isPlain = (address: string) => address.startsWith('http:');

function describeInProduction(address: string): string | null {
  if (isPlain(address)) return 'must be an https address in production';
  if (isLocal(address)) return 'must not be a sandbox in production';
  return isMetas(address) ? null : 'must be an address of Meta’s in production, not a sandbox';
}

function problemsInStaging(env: MetaSettings): MetaProblem[] {
  const { META_APP_ID: own, PRODUCTION_META_APP_ID: productions } = env;
  const atMeta = metaAddresses.filter((setting) => isMetas(env[setting]));
  const isMixed = atMeta.length < metaAddresses.length;
  const plain = metaAddresses.filter((setting) => isPlain(env[setting]) && !isLocal(env[setting]));
  const problems: MetaProblem[] = plain.map((setting) => ({ setting, message: 'must be an https address in staging' }));
  if (isMixed) {
    const message = 'must be the sandbox’s, as another address of Meta is';
    problems.push(...atMeta.map((setting) => ({ setting, message })));
  } else if (productions === undefined) {
    const message = 'must be another app than production’s: say the id of that one in PRODUCTION_META_APP_ID';
    problems.push({ setting: 'META_APP_ID', message });
  }
  if (own === productions)
    problems.push({ setting: 'META_APP_ID', message: 'must not be production’s app in staging' });
  return problems;
}

/**
 * What is wrong with Meta's addresses, and with its app: production speaks to Meta alone; staging to the sandbox, or to Meta as
 * an app of its own.
 */
export function metaAddressProblems(env: MetaSettings): MetaProblem[] {
  // Of what is no address something else is said.
  if (!metaAddresses.every((setting) => URL.canParse(env[setting]))) return [];
  if (env.SWITCHBOARD_STAGE === 'staging') return problemsInStaging(env);
  return metaAddresses.flatMap((setting) => {
    const message = describeInProduction(env[setting]);
    return message ? [{ setting, message }] : [];
  });
}
