/** An address of the API, as the web's server reaches it. Read late and through a variable: ports are chosen at start, not at build time. */
export function apiUrl(path: string): URL {
  const env = process.env;
  return new URL(path, env.API_INTERNAL_URL ?? 'http://127.0.0.1:4000');
}
