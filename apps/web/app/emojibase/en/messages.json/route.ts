import messages from 'emojibase-data/en/messages.json';

export const dynamic = 'force-static';

export const GET = () => Response.json(messages, { headers: { 'Cache-Control': 'public, max-age=86400' } });
