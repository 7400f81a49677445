/** The first and the last code of the range that means "a permission was not granted". */
export const permissionRange = { first: 200, last: 299 } as const;

/** Every error code of Meta's that the product can meet (meta-platform 10, 17.9). 200 stands for 200 to 299. */
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
  131064, 134011, 139100, 139101, 139102, 139103,
  // Health, names and onboarding
  141006, 141010, 141014, 147001, 1752041, 2388001, 2494164, 2494165,
  // Calls, and who answers
  131044, 131055, 138000, 138001, 138002, 138003, 138004, 138005, 138006, 138007, 138009, 138012, 138013, 138014,
  138015, 138017, 138018, 138019, 138020, 138021, 138022, 138023, 138024, 138025, 138038, 2494191,
  // Groups
  131020, 131041, 131059, 131201, 131202, 131204, 131207, 131208, 131209, 131210, 131211, 131212, 131213, 131214,
  131215,
  // Templates and flows
  134100, 134101, 134102, 141002, 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068, 132069,
  2388019, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299,
] as const;
export type MetaErrorCode = (typeof metaErrorCodes)[number];

/** Codes whose `error_subcode` changes what is to be done: `<code>/<subcode>`. */
export const metaErrorSubcodes = [
  '100/33',
  '100/36007',
  '100/36008',
  '100/36009',
  '100/2388001',
  '190/458',
  '190/459',
  '190/460',
  '190/463',
  '190/464',
  '190/467',
  '190/492',
] as const;
export type MetaErrorSubcode = (typeof metaErrorSubcodes)[number];
