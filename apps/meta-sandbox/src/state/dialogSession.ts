export interface DialogRequest {
  redirectUri: string;
  /** Percent-encoded, so that it returns byte for byte; null when none was sent. */
  rawState: string | null;
  scopes: readonly string[];
  configId: string | null;
  wantsGrantedScopes: boolean;
}

export interface DialogSession {
  id: string;
  /** In every form of the window, so that only our page can answer, and only once. */
  nonce: string;
  request: DialogRequest;
  /** Null while the person has not answered. */
  outcome: 'accepted' | 'cancelled' | 'closed' | null;
}
