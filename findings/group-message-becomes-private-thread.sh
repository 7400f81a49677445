#!/usr/bin/env bash
# @chat-adapter/whatsapp 4.41.1 (for the `chat` SDK): a message in a group carries `group_id` beside `from`. The adapter does not
# look at it: the message is put into the thread of its sender, and whatever answers that thread writes to the person alone.
# Seen: the same thread id for a group's message and for a private one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @chat-adapter/whatsapp@4.41.1 chat@4.41.1
cat > seen.mjs <<'JS'
import { createHmac } from 'node:crypto';
import { createWhatsAppAdapter } from '@chat-adapter/whatsapp';

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const adapter = createWhatsAppAdapter({
  accessToken: 'a-token', appSecret: 'a-secret', phoneNumberId: '700', verifyToken: 'verify', userName: 'bot', logger: silent,
});
const threads = [];
const store = new Map();
const state = {
  get: async (key) => store.get(key) ?? null,
  set: async (key, value) => void store.set(key, value),
  setIfNotExists: async (key, value) => !store.has(key) && Boolean(store.set(key, value)),
  delete: async (key) => void store.delete(key),
};
await adapter.initialize({ getState: () => state, getLogger: () => silent, processMessage: (_adapter, threadId) => threads.push(threadId) });
for (const extra of [{}, { group_id: 'Y2FwaV9ncm91cA' }]) {
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '900', changes: [{ field: 'messages', value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550100000', phone_number_id: '700' },
      contacts: [{ profile: { name: 'Ana' }, wa_id: '15550100001' }],
      messages: [{ from: '15550100001', ...extra, id: `wamid.${Object.keys(extra).length}`, timestamp: '1795000000', type: 'text', text: { body: 'Hello' } }],
    } }] }],
  });
  const signature = `sha256=${createHmac('sha256', 'a-secret').update(body).digest('hex')}`;
  await adapter.handleWebhook(new Request('https://example.test/', { method: 'POST', body, headers: { 'x-hub-signature-256': signature } }));
}
for (let turn = 0; turn < 1_000 && threads.length < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
console.log(`private: ${threads[0]}\ngroup:   ${threads[1]}`);
process.exit(threads.length === 2 && threads[0] === threads[1] ? 0 : 1);
JS
node seen.mjs
