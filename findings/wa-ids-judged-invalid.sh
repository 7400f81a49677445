#!/usr/bin/env bash
# libphonenumber-js 1.13.16 (metadata "max") and awesome-phonenumber 7.8.0: WhatsApp keeps the id under which a person registered.
# Meta's webhooks therefore name people by numbers that are no longer dialled: Mexico with 521, Brazil without the ninth
# digit, Ivory Coast with eight digits. Both libraries call these ids invalid, and neither takes them and the form that is
# dialled today for one number. Argentina's two forms are both valid there, as a mobile and as a fixed line.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent libphonenumber-js@1.13.16 awesome-phonenumber@7.8.0
cat > seen.mjs <<'JS'
import { parsePhoneNumber as parseAwesome } from 'awesome-phonenumber';
import { parsePhoneNumber } from 'libphonenumber-js/max';

/** The id as WhatsApp has it, the form that is dialled, and whether each is valid to both libraries. */
const pairs = [
  ['+5215512345678', '+525512345678', false, true],
  ['+551187654321', '+5511987654321', false, true],
  ['+22507123456', '+2250707123456', false, true],
  ['+541123456789', '+5491123456789', true, true],
];
let asSeen = true;
for (const [id, dialled, isIdValid, isDialledValid] of pairs) {
  const [a, b] = [parsePhoneNumber(id), parsePhoneNumber(dialled)];
  const [c, d] = [parseAwesome(id), parseAwesome(dialled)];
  console.log(`${id}: ${a.isValid()} ${c.valid} | ${dialled}: ${b.isValid()} ${d.valid} | same: ${a.number === b.number}`);
  asSeen &&= a.isValid() === isIdValid && c.valid === isIdValid && b.isValid() === isDialledValid && d.valid === isDialledValid;
  asSeen &&= a.number !== b.number;
}
process.exit(asSeen ? 0 : 1);
JS
node seen.mjs
