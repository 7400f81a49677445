/**
 * The target of every request to become a socket (`next.config.ts`): sockets go to the API directly. Next leaves such a
 * connection open without a route, and closes it with one.
 */
const refuse = () => new Response(null, { status: 426, headers: { 'cache-control': 'no-store' } });

export const dynamic = 'force-dynamic';
export const GET = refuse;
export const HEAD = refuse;
export const POST = refuse;
export const PUT = refuse;
export const PATCH = refuse;
export const DELETE = refuse;
