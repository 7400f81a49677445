/**
 * Where every request leads that wants to become a socket (`next.config.ts`): sockets go to the API directly. Next itself
 * would leave a connection open for which it has no route; one that has a route it closes.
 */
const refuse = () => new Response(null, { status: 426, headers: { 'cache-control': 'no-store' } });

export const dynamic = 'force-dynamic';
export const GET = refuse;
export const HEAD = refuse;
export const POST = refuse;
export const PUT = refuse;
export const PATCH = refuse;
export const DELETE = refuse;
