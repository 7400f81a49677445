'use client';

import { createContext, type ReactNode, useContext } from 'react';

/** What the browser needs to know of the environment the web was started in (not of the one it was built in). */
export interface RuntimeConfig {
  /** Id of the operator's app at Meta. It is public: Meta's own login shows it in the address. */
  metaAppId: string | null;
  /** Where Meta is the sandbox: its customers' phones. Null with the real Meta. */
  phonesUrl: string | null;
  /** Whether the policy of this page lets Meta's script in. */
  metaLogin: boolean;
}

const Context = createContext<RuntimeConfig>({ metaAppId: null, phonesUrl: null, metaLogin: false });

export function RuntimeConfigProvider({ config, children }: { config: RuntimeConfig; children: ReactNode }) {
  return <Context value={config}>{children}</Context>;
}

export const useRuntimeConfig = (): RuntimeConfig => useContext(Context);
