/**
 * Routes that are mounted without an endpoint of `packages/contracts`, and so are not in the reference. The list may only
 * become shorter: a new route is declared.
 */
export const undeclaredRoutes: readonly string[] = [];
