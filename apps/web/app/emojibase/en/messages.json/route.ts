import messages from 'emojibase-data/en/messages.json';

/** The names of the groups of emoji. */
export const dynamic = 'force-static';

export const GET = () => Response.json(messages, { headers: { 'Cache-Control': 'public, max-age=86400' } });
