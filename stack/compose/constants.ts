/**
 * What compose.yaml and the files of this folder say, for the code that uses those servers. Fixed ports,
 * unlike the stack that scripts/setup.mjs builds. The keys are no secrets: everything listens on
 * loopback only and is thrown away. compose.test.ts holds both sides together.
 */
import { brokerUser, brokerVhost } from '../services/rabbitmq-config.ts';

export const composeStack = {
  livekit: {
    httpPort: 17_880,
    tcpPort: 17_881,
    udpPort: 17_882,
    apiKey: 'devkey',
    apiSecret: 'devsecret-at-least-32-characters-long',
  },
  s3: { port: 17_070, region: 'us-east-1', accessKey: 'test', secretKey: 'testsecret123' },
  rabbitmq: { port: 17_672, vhost: brokerVhost, user: brokerUser, password: 'syncflow' },
  /** Where the SyncFlow stand-in has to listen, reachable from containers, for the broker's logins. */
  standIn: { port: 17_081, authPath: '/rmq/auth' },
} as const;

/** Name of the computer that runs Docker, as seen from a container. */
export const dockerHost = 'host.docker.internal';

/** The major version that SyncFlow ships; the system's package on Debian 12 is 3.10. */
export const rabbitmqImage = 'rabbitmq:4.2';
