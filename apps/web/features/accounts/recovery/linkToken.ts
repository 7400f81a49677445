/** Whether the fragment of an address has the form of a secret of ours. */
export const isLinkToken = (fragment: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(fragment);

/** Removes a used secret from the address and from the browser's history. */
export const forgetFragment = (): void => window.history.replaceState(null, '', window.location.pathname);
