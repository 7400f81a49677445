#!/usr/bin/env bash
# @kapso/whatsapp-cloud-api 0.3.0: one webhook may carry changes of several numbers. `normalizeWebhook()` gives one flat list of
# messages beside one `phoneNumberId`: that of the last change. A message in the list does not say which number it came to.
# Seen: of two messages to two businesses, both stand under the second one's number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @kapso/whatsapp-cloud-api@0.3.0
cat > seen.mjs <<'JS'
import { normalizeWebhook } from '@kapso/whatsapp-cloud-api/server';

const entry = (waba, number, display, from, id) => ({
  id: waba,
  changes: [
    {
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: display, phone_number_id: number },
        messages: [{ from, id, timestamp: '1795000000', type: 'text', text: { body: 'Hello' } }],
      },
    },
  ],
});
const { phoneNumberId, messages } = normalizeWebhook({
  object: 'whatsapp_business_account',
  entry: [entry('900', '700', '15550100000', '15550100001', 'wamid.1'), entry('901', '701', '15550100009', '15550100002', 'wamid.2')],
});
const namesItsNumber = messages.some((message) => JSON.stringify(message).includes('700'));
console.log(`messages ${messages.map(({ id }) => id).join(', ')} under number ${phoneNumberId}; one of them names 700: ${namesItsNumber}`);
process.exit(messages.length === 2 && phoneNumberId === '701' && !namesItsNumber ? 0 : 1);
JS
node seen.mjs
