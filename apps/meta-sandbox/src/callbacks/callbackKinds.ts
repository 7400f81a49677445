export const callbackKinds = ['deauthorize', 'deletion'] as const;
export type CallbackKind = (typeof callbackKinds)[number];

/** Settings of the app: where Meta reports that a person removed it, or wants their data deleted. */
export type CallbackUrls = Record<CallbackKind, string | null>;
