export const callbackKinds = ['deauthorize', 'deletion'] as const;
export type CallbackKind = (typeof callbackKinds)[number];

/** Where Meta says that a person removed the app, or wants their data deleted: settings of the app. */
export type CallbackUrls = Record<CallbackKind, string | null>;
