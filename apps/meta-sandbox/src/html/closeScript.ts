/** Closes a popup. Browsers ignore it in a tab the person opened. */
export const closeScript = 'window.close();\n';
