# The recorder without a window. Build:  npm run package:headless && docker build -t syncflow-recorder .
# Run:  docker run --read-only --cap-drop ALL --security-opt no-new-privileges --env-file recorder.env \
#         --volume recordings:/data --stop-timeout 90 syncflow-recorder
# Written and reviewed, not built by the project's own tests: these run where there is no Docker.
FROM node:22-bookworm-slim

# node-datachannel and rtc-node bring everything they need but the authorities of the system.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*

COPY dist/syncflow-recorder-*.tgz /tmp/recorder.tgz
RUN npm install --global --omit=dev --no-audit --no-fund /tmp/recorder.tgz \
  && rm -rf /tmp/recorder.tgz /root/.npm \
  && install --directory --owner=node --group=node --mode=0700 /data

USER node
ENV RECORDER_DATA_DIR=/data \
    RECORDER_LOG_FORMAT=ecs \
    RECORDER_MONITOR=9464
VOLUME /data
STOPSIGNAL SIGTERM

# Inside the container the monitor is reached from inside alone; publish it with RECORDER_MONITOR=0.0.0.0:9464.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["node", "-e", "\
  fetch('http://127.0.0.1:9464/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["syncflow-recorder"]
CMD ["run"]
