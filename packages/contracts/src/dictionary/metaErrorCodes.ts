/** The first and the last code of the range that means "a permission was not granted". */
export const permissionRange = { first: 200, last: 299 } as const;

/** Every error code of Meta's that the product can meet (meta-platform 10). 200 stands for 200 to 299. */
export const metaErrorCodes = [
  // Login and access
  0, 3, 10, 101, 102, 104, 190, 200, 368, 452, 131005,
  // The request
  33, 100, 803, 131008, 131009, 131051, 135000,
  // Meta's own faults
  1, 2, 131000, 131016, 131057, 133004,
  // Too much, too fast
  4, 80007, 80008, 130429, 131056,
  // The account and the number
  131031, 131037, 131042, 131045, 131048, 133000, 133005, 133006, 133008, 133009, 133010, 133015, 133016, 136024,
  // Moving a number, and numbers shared with the WhatsApp Business app
  2388012, 2388091, 2388093, 2388103, 2494100, 2593107, 2593108, 2593109,
  // Sending a message
  130403, 130472, 130497, 131021, 131026, 131030, 131047, 131049, 131050, 131052, 131053, 131060, 131062, 131063,
  131064, 134011,
  // Templates and flows
  132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068, 132069, 2388019, 2388039, 2388040, 2388047,
  2388072, 2388073, 2388293, 2388299,
] as const;
export type MetaErrorCode = (typeof metaErrorCodes)[number];

/** Codes whose `error_subcode` changes what is to be done: `<code>/<subcode>`. */
export const metaErrorSubcodes = [
  '100/33',
  '100/36007',
  '100/36008',
  '100/36009',
  '190/458',
  '190/459',
  '190/460',
  '190/463',
  '190/464',
  '190/467',
  '190/492',
] as const;
export type MetaErrorSubcode = (typeof metaErrorSubcodes)[number];
