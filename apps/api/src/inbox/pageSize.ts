/** How many conversations or messages a page has when the browser does not say. */
export const pageSize = 40;
