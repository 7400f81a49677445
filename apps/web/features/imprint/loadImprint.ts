import { type ImprintReply, imprintReply, systemEndpoints } from '@switchboard/contracts';
import { apiUrl } from '@/lib/apiUrl';

const ANSWER_MS = 10_000;

/** Who runs this installation. For the web's server: whoever checks the page reads it without scripts. */
export async function loadImprint(): Promise<ImprintReply> {
  const answer = await fetch(apiUrl(systemEndpoints.imprint.path), {
    cache: 'no-store',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!answer.ok) throw new Error(`The API answered ${answer.status}`);
  return imprintReply.parse(await answer.json());
}
