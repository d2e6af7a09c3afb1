/**
 * The stand-in as a process of its own: `main.ts '<options as JSON>'`. Prints one line of JSON with its
 * URL and projects when it answers; SIGTERM or SIGINT ends it.
 */
import { startStandIn } from './stand-in.ts';
import { standInOptionsSchema } from './options.ts';

const options = standInOptionsSchema.parse(JSON.parse(process.argv[2] ?? 'null'));
const standIn = await startStandIn(options);
const projects = standIn.projects.map(({ id, name }) => ({ id, name }));
console.log(JSON.stringify({ url: standIn.url, port: standIn.port, projects }));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void standIn.close().then(() => {
      process.exit(0);
    });
  });
}
