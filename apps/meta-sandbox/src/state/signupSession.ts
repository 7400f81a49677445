/** What the app asked for when `FB.login` opened the window. */
export interface SignupRequest {
  /** Opened by a link to the hosted page: nobody waits for a message, and no code is made. */
  isHosted: boolean;
  /** Where the page that opened the window lives; messages go to it and to nobody else. */
  pageOrigin: string;
  /** Tells this window's answer apart on the SDK's channel. */
  channel: string;
  configId: string;
  scopes: readonly string[];
  /** `featureType: whatsapp_business_app_onboarding`: a number of the Business app joins, and stays in the app. */
  isCoexistence: boolean;
  /** Set by `sessionInfoVersion`; null leaves `version` out of the message, as the newest flow does. */
  messageVersion: number | null;
}

/** A number the person sets up in the window. */
export interface SignupNumber {
  displayName: string;
  displayPhoneNumber: string | null;
  /** What the SMS says. */
  verificationCode: string;
  isVerified: boolean;
}

/** What the person chose so far. */
export interface SignupChoice {
  personId: string | null;
  businessId: string | null;
  wabaId: string | null;
  numberId: string | null;
  newNumber: SignupNumber | null;
  /** Coexistence: the owner shares the chats of the last months. */
  sharesHistory: boolean;
}

/** One thing the window posts to the page that opened it. */
export interface SignupPost {
  data: unknown;
  /** Milliseconds to wait before it. */
  afterMs: number;
}

/** What one page of the window posts. */
export interface SignupAnswer {
  posts: readonly SignupPost[];
  /** Answers when the person closes the window instead of at once: closing the last screen counts as finishing. */
  staysOpen: boolean;
  /** Posts from the sandbox's other name (`localhost` and `127.0.0.1`): another origin to a browser. */
  fromOtherOrigin: boolean;
}

/** One opening of the signup window. */
export interface SignupSession {
  id: string;
  /** Stands in every form of this window, so that only a page we rendered can answer, and only once. */
  nonce: string;
  request: SignupRequest;
  choice: SignupChoice;
  /** What became of it; null while the person has not answered. */
  outcome: 'finished' | 'cancelled' | 'reported' | 'failed' | 'closed' | null;
  /** What is still to be posted, one entry a page. */
  answers: SignupAnswer[];
}
