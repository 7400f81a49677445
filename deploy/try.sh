#!/usr/bin/env bash
# Builds the images, starts compose.yaml for a moment as app.localhost and api.localhost with secrets of its own, and updates
# it; then everything it made is removed. It needs Docker with Compose, and the ports 80 and 443.
set -euo pipefail
cd "$(dirname "$0")"
# Compose knows an installation by this name alone, in whichever folder: with that of .env.example, a trial would replace and
# delete one that runs on this machine. What is in the environment wins over .env.
export COMPOSE_PROJECT_NAME=switchboard-try SWITCHBOARD_VERSION=try
if [ -e .env ] || [ -e api.env ]; then
  echo 'There is an installation here (deploy/.env): try it in another clone.' >&2
  exit 1
fi
volumes=$(docker volume ls --quiet --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME")
if [ -n "$volumes" ]; then
  echo "There are volumes of $COMPOSE_PROJECT_NAME already: another trial runs, or one was cut off." >&2
  exit 1
fi
clean() {
  docker compose down --volumes --timeout 20 || true
  docker image rm switchboard-{api,web}:{try,try-2,try-3} > /dev/null 2>&1 || true
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

SWITCHBOARD_VERSION=try-2 ./update.sh
ask app.localhost/login
ask api.localhost/readyz

# An update whose release step fails replaces nobody.
if SWITCHBOARD_VERSION=try-3 MONGODB_URI=no-address ./update.sh; then
  echo 'The update went on after its release step had failed.' >&2
  exit 1
fi
if docker ps --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --format '{{.Image}}' | grep ':try-3$'; then
  echo 'The update replaced these although its release step had failed.' >&2
  exit 1
fi
ask api.localhost/readyz
