import data from 'emojibase-data/en/data.json';

/** The emoji of the picker, from our own origin: pages load nothing from elsewhere. */
export const dynamic = 'force-static';

export const GET = () => Response.json(data, { headers: { 'Cache-Control': 'public, max-age=86400' } });
