/**
 * `npm run stack`: the servers for working by hand, until Ctrl-C: LiveKit, RabbitMQ, S3, the SyncFlow
 * stand-in. Prints where they are and the settings file of a recorder for them.
 */
import { parseArgs } from 'node:util';
import { startStack } from './stack.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    project: { type: 'string', multiple: true, default: ['alpha'] },
  },
});

if (values.help) {
  console.log('npm run stack -- [--project NAME]… [--json]   servers until Ctrl-C');
} else {
  const stack = await startStack({ projects: values.project });
  const envFile = stack.writeEnv('recorder.env');
  const facts = {
    envFile,
    syncflow: stack.standIn.url,
    livekit: stack.livekit.wsUrl,
    livekitKey: stack.livekit.apiKey,
    livekitSecret: stack.livekit.apiSecret,
    s3: stack.s3.endpoint,
    broker: `amqp://${stack.broker.host}:${stack.broker.port}`,
    projects: stack.projects.map(({ id, name, bucket }) => ({ id, name, bucket })),
  };
  if (values.json) {
    console.log(JSON.stringify(facts));
  } else {
    for (const [name, value] of Object.entries(facts)) {
      console.log(
        `${name.padEnd(14)} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
    }
    console.log(
      `\nnode out/main/cli.js run --env-file ${envFile} --data <folder>\nCtrl-C ends it.`,
    );
  }
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      void stack.stop().then(() => process.exit(0));
    });
  }
  // The stand-in's server keeps the process alive; this says so where it is read.
  setInterval(() => undefined, 60_000);
}
