import type { Connection } from '@/lib/connection';

export function liveWords(live: boolean | null, connection: Connection): { words: string; light: string } {
  if (connection === 'offline') return { words: 'Offline', light: 'bg-bad' };
  if (live) return { words: 'Live updates on', light: 'bg-good' };
  if (connection === 'unreached') return { words: 'No connection, trying again', light: 'bg-bad' };
  if (live === null) return { words: 'Opening live updates', light: 'bg-idle/50' };
  return { words: 'Checking every few seconds', light: 'bg-warn' };
}
