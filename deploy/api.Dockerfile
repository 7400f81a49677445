# The API as an image, built from the repository's folder: docker build -f deploy/api.Dockerfile -t switchboard-api .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /repo
ENV CI=true TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
# By the lockfile alone, so that a change of the sources fetches no library again.
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches ./patches
RUN npx --yes pnpm@12.21.0 fetch
COPY . .
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --offline
RUN npx --yes pnpm@12.21.0 exec turbo run build --filter=@switchboard/api
# Types and source maps of libraries are nearly a third of it, and nothing reads them.
RUN npx --yes pnpm@12.21.0 --filter=@switchboard/api deploy --prod out/api && find out/api/node_modules -type f -regex '.*[.]\(d[.][cm]?ts\|map\)' -delete

FROM node:24.21.0-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production PORT=4000
# Files of root, which the process cannot change.
COPY --from=build /repo/out/api ./
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself and no npm or shell, which would keep SIGTERM to themselves. It ends within 15 s.
CMD ["node", "--enable-source-maps", "dist/main.js"]
