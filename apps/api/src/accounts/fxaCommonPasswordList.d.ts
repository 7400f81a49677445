declare module 'fxa-common-password-list' {
  /** Mozilla's list for Firefox Accounts: the 50,000 most common passwords of at least 8 characters, in lower and upper case as found. */
  const list: { test(password: string): boolean };
  export default list;
}
