'use client';

import { createContext, type ReactNode, useContext } from 'react';

/** The browser's part of the environment in which the web was started (not built). */
export interface RuntimeConfig {
  /** The operator's app at Meta. Public: Meta's login shows it in the address. */
  metaAppId: string | null;
  /** The sandbox's phones; null with the real Meta. */
  phonesUrl: string | null;
  /** The policy of this page allows Meta's script. */
  metaLogin: boolean;
}

const Context = createContext<RuntimeConfig>({ metaAppId: null, phonesUrl: null, metaLogin: false });

export function RuntimeConfigProvider({ config, children }: { config: RuntimeConfig; children: ReactNode }) {
  return <Context value={config}>{children}</Context>;
}

export const useRuntimeConfig = (): RuntimeConfig => useContext(Context);
