import type { ServerResponse } from 'node:http';

const callbacks = new WeakMap<ServerResponse, (() => void)[]>();

/**
 * Calls back once when a response was sent, or its connection is gone. All callers share one listener: Node warns of a leak
 * at the eleventh, and `pipeline` alone adds seven to a response that it writes.
 */
export function onClosed(res: ServerResponse, callback: () => void): void {
  const known = callbacks.get(res);
  if (known) {
    known.push(callback);
    return;
  }
  const list = [callback];
  callbacks.set(res, list);
  res.once('close', () => {
    for (const call of list) call();
  });
}
