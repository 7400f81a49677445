#!/usr/bin/env bash
# whatsapp-api-js 6.3.0: Meta may put up to 1,000 updates into one POST (entries, changes, messages). `post()` hands the first
# message of the first change of the first entry to `on.message`, and resolves as if everything had been taken.
# Seen: of four messages in one webhook one is handed over, and nothing tells of the other three.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent whatsapp-api-js@6.3.0
cat > seen.mjs <<'JS'
import { WhatsAppAPI } from 'whatsapp-api-js';

const text = (from, id) => ({ from, id, timestamp: '1795000000', type: 'text', text: { body: id } });
const change = (number, messages) => ({
  field: 'messages',
  value: {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550100000', phone_number_id: number },
    contacts: messages.map(({ from }) => ({ profile: { name: from }, wa_id: from })),
    messages,
  },
});
const body = {
  object: 'whatsapp_business_account',
  entry: [
    { id: '900', changes: [change('700', [text('15550100001', 'first'), text('15550100002', 'second')]), change('700', [text('15550100003', 'third')])] },
    { id: '901', changes: [change('701', [text('15550100004', 'fourth')])] },
  ],
};
const api = new WhatsAppAPI({ token: 'a-token', secure: false, v: 'v23.0' });
const taken = [];
api.on.message = ({ message }) => { taken.push(message.id); };
await api.post(body);
await new Promise((resolve) => setImmediate(resolve));
console.log(`handed over: ${taken.join(', ')} (sent: first, second, third, fourth)`);
process.exit(taken.join() === 'first' ? 0 : 1);
JS
node seen.mjs
