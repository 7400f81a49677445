# The web as an image, built from the repository's folder: docker build -f deploy/web.Dockerfile -t switchboard-web .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /repo
ENV CI=true TURBO_TELEMETRY_DISABLED=1 NEXT_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
# By the lockfile alone, so that a change of the sources fetches no library again.
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches ./patches
RUN npx --yes pnpm@12.21.0 fetch
COPY . .
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --offline
RUN npx --yes pnpm@12.21.0 exec turbo run build --filter=@switchboard/web

FROM node:24.21.0-bookworm-slim
WORKDIR /app
# Docker names the container in HOSTNAME, and Next would listen at that address alone. Connections are kept for longer than
# the proxy in front keeps them.
ENV NODE_ENV=production PORT=3000 HOSTNAME=0.0.0.0 KEEP_ALIVE_TIMEOUT=75000 NEXT_TELEMETRY_DISABLED=1
# Files of root, which the process cannot change.
COPY --from=build /repo/apps/web/.next/standalone ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself and no npm or shell, which would keep SIGTERM to themselves.
CMD ["node", "apps/web/server.js"]
