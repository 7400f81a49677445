/** Browsers ignore it in a tab that the person opened. */
export const closeScript = 'window.close();\n';
