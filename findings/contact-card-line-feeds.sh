#!/usr/bin/env bash
# vcf 2.1.2: a vCard as phones share it, whose lines end in a bare line feed. Lines are split at CRLF alone, so the card is one
# line in which the reader finds BEGIN, VERSION and END, and then takes its 9th to 11th letters for the version.
# Seen: the same card is read with CRLF, and refused with LF as `Unsupported version "ARD"`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent vcf@2.1.2
cat > seen.mjs <<'JS'
import VCard from 'vcf';

const lines = ['BEGIN:VCARD', 'VERSION:3.0', 'N:Doe;Ben;;;', 'FN:Ben Doe', 'item1.TEL;waid=15550100002:+1 555-010-0002', 'item1.X-ABLabel:Mobile', 'END:VCARD'];
const read = (end) => {
  try {
    return new VCard().parse(lines.join(end)).get('fn').valueOf();
  } catch (error) {
    return error.message;
  }
};
const [crlf, lf] = [read('\r\n'), read('\n')];
console.log(`CRLF: ${crlf}\nLF:   ${lf}`);
process.exit(crlf === 'Ben Doe' && lf === 'Unsupported version "ARD"' ? 0 : 1);
JS
node seen.mjs
