#!/bin/sh
# Builds what is in this repository now, prepares the database for it, and replaces one process after the other. It ends at
# the first step that fails: the other processes then go on as they are.
set -eu
cd "$(dirname "$0")"
docker compose build
docker compose run --rm release
for name in api-1 api-2 web-1 web-2; do
  docker compose up --detach --wait --no-deps "$name"
done
# Whatever else has another image or another setting by now.
docker compose up --detach
# Its file is mounted as it was when it started: git puts a new one in the place of the old.
docker compose exec -T caddy cat /etc/caddy/Caddyfile | cmp -s - Caddyfile || docker compose restart caddy
