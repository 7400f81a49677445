/** This process answers. It asks nobody: what the API says of itself is at its own `/healthz` and `/readyz`. */
export const dynamic = 'force-dynamic';

export const GET = () => Response.json({ status: 'ok' }, { headers: { 'Cache-Control': 'no-store' } });
