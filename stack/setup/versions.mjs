/**
 * What the project needs of the machine, and the pinned versions of the servers that the stack runs.
 * compose.yaml names the same versions; a test holds the two together.
 */

/** Lowest versions that work: Node for Electron's tools, Go for the servers, Python for the checker. */
export const minimums = { node: '20.19', go: '1.26', python: '3.11' };

/**
 * The servers that are built from Go modules. `versionPattern` finds the version in what `--version`
 * prints; `ldflags` gives versitygw its version, which the module alone does not carry.
 */
export const servers = {
  'livekit-server': {
    version: '1.13.5',
    package: 'github.com/livekit/livekit-server/cmd/server',
    versionPattern: /version v?(\d+\.\d+\.\d+)/,
    ldflags: '-s -w',
  },
  versitygw: {
    version: '1.8.0',
    package: 'github.com/versity/versitygw/cmd/versitygw',
    versionPattern: /Version\s*: v?(\d+\.\d+\.\d+)/,
    ldflags: '-s -w -X main.Version=v1.8.0',
  },
};

/**
 * What tests take from PyPI: tools of other people that read or drive the recorder. Installed without
 * looking for what they need: what is not built in is named here.
 */
export const pythonPackages = {
  pika: 'pika==1.3.2',
  pandas: 'pandas==3.1.1',
  numpy: 'numpy==2.4.6',
  dateutil: 'python-dateutil==4.0.0',
  tzdata: 'tzdata==2026.6',
  pyarrow: 'pyarrow==26.0.1',
  duckdb: 'duckdb==2.0.0',
  webvtt: 'webvtt-py==0.6.0',
};

/**
 * RabbitMQ comes from the system's package. The script in /usr/sbin is not used: as root it changes to
 * the user rabbitmq, and it refuses every other user. This one runs as whoever starts it.
 */
export const rabbitmq = {
  package: 'rabbitmq-server',
  server: '/usr/lib/rabbitmq/bin/rabbitmq-server',
  install: 'apt-get install -y --no-install-recommends rabbitmq-server',
};

/**
 * True when `version` ("1.26.8") is at least `minimum` ("1.26"), number by number.
 * @param {string} version
 * @param {string} minimum
 */
export function atLeast(version, minimum) {
  const have = version.split('.').map(Number);
  const want = minimum.split('.').map(Number);
  for (const [index, wanted] of want.entries()) {
    const part = have[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
