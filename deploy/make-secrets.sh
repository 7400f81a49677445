#!/bin/sh
# Makes every secret that has no value yet in the .env and api.env beside this file, at random, and leaves what is there.
set -eu
cd "$(dirname "$0")"
umask 077

fill() { # file, name, value
  [ -f "$1" ] || return 0
  grep -q "^$2=$" "$1" || return 0
  sed -i.before "s|^$2=\$|$2=$3|" "$1" && rm "$1.before"
  echo "$1: made $2"
}

for name in MONGO_ROOT_PASSWORD MONGO_PASSWORD REDIS_PASSWORD; do fill .env "$name" "$(openssl rand -hex 24)"; done
fill api.env TOKEN_ENCRYPTION_KEYS "k1:$(openssl rand -base64 32)"
for name in JWT_SECRET META_WEBHOOK_VERIFY_TOKEN METRICS_TOKEN OPERATOR_TOKEN; do
  fill api.env "$name" "$(openssl rand -hex 32)"
done
for file in .env api.env; do if [ -f "$file" ]; then chmod 600 "$file"; fi; done
