import { passOn } from '@/lib/passOn/passOn';

export const dynamic = 'force-dynamic';
export const GET = passOn;
export const HEAD = passOn;
export const POST = passOn;
export const PUT = passOn;
export const PATCH = passOn;
export const DELETE = passOn;
