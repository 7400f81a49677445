#!/usr/bin/env bash
# Builds the images and starts compose.yaml for a moment, as app.localhost and api.localhost with secrets of its own; then
# everything it made is removed. It needs Docker with Compose, and the ports 80 and 443.
set -euo pipefail
cd "$(dirname "$0")"
if [ -e .env ] || [ -e api.env ]; then
  echo 'There is an installation here (deploy/.env): try it in another clone.' >&2
  exit 1
fi
clean() {
  docker compose down --volumes --timeout 20 || true
  rm -f .env api.env
}
trap clean EXIT

sed -e 's/app.example.com/app.localhost/; s/api.example.com/api.localhost/; s/^META_APP_ID=$/META_APP_ID=300100200/' .env.example > .env
sed -e 's/^META_APP_SECRET=$/META_APP_SECRET=an-app-secret-of-nobody/' api.env.example > api.env
./make-secrets.sh
docker compose build
docker compose up --detach || { docker compose ps --all; docker compose logs --tail 40; exit 1; }

ask() { # host and path
  curl --fail --silent --show-error --insecure --retry 20 --retry-all-errors --retry-delay 1 \
    --resolve "${1%%/*}:443:127.0.0.1" --output /dev/null "https://$1"
  echo "https://$1 answers"
}
ask app.localhost/healthz
ask app.localhost/login
ask api.localhost/readyz
# One after the other is replaced, as an update does it.
for name in api-1 api-2 web-1 web-2; do docker compose up --detach --wait --no-deps --force-recreate "$name"; done
ask app.localhost/login
ask api.localhost/readyz
