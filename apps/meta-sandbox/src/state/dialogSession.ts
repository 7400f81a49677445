/** What the app asked for when it opened the login window. */
export interface DialogRequest {
  redirectUri: string;
  /** The percent-encoded text of the query, so that it goes back byte for byte; null when none was sent. */
  rawState: string | null;
  scopes: readonly string[];
  configId: string | null;
  /** The app asked for `granted_scopes` in the answer. */
  wantsGrantedScopes: boolean;
}

/** One opening of the login window, from the link in the app to the person's answer. */
export interface DialogSession {
  id: string;
  /** Stands in every form of this window, so that only a page we rendered can answer, and only once. */
  nonce: string;
  request: DialogRequest;
  /** What became of it; null while the person has not answered. */
  outcome: 'accepted' | 'cancelled' | 'closed' | null;
}
