/** The commands of `syncflow-recorder`, their options and help. */
import { Argument, Command, CommanderError, Option } from 'commander';
import { RecorderError } from '../shared/errors.ts';
import { registerSecret } from '../shared/redact.ts';
import { software } from '../shared/software.ts';
import { captureChoiceSchema, type CaptureChoice } from '../shared/capture-protocol.ts';
import type { LogLevel } from '../shared/log.ts';
import type { EngineConfig } from '../engine/config/config.ts';
import { recorderNames } from '../engine/config/env-names.ts';
import { configFromEnv, readEnvFile } from '../engine/config/env.ts';
import { trustAuthorities } from '../engine/network/authorities.ts';
import { controlCommands, type ControlCommand } from '../shared/control-protocol.ts';
import { checkCommand } from './check.ts';
import type { Children } from './children.ts';
import { controlCommand } from './control.ts';
import { diagnosticsCommand, diagnosticsOptions } from './diagnostics.ts';
import { createLog } from './log.ts';
import { addNoteCommand } from './note.ts';
import { EXIT_CANCELLED } from './long-work.ts';
import { printError } from './output.ts';
import { recordCommand } from './record.ts';
import { addRecordingCommands } from './recording-commands.ts';
import { retentionCommand } from './retention.ts';
import { roundTripCommand } from './round-trip.ts';
import { runCommand } from './run.ts';
import { addSyncflowCommands } from './syncflow-commands.ts';
import { uploadCommand } from './upload.ts';
import { uploadOptions, uploadOrder, type UploadFlags } from './upload-flags.ts';

const EXIT_USAGE = 2;
/** A note has words of its own: it is a command by itself. */
const orders = controlCommands.filter((command) => command !== 'note');

interface ConfigFlags {
  envFile?: string;
  data?: string;
  json?: boolean;
}

interface RecordFlags {
  livekitUrl: string;
  apiKey: string;
  apiSecret: string;
  room: string[];
  data: string;
  plainHost?: string[];
  redundant?: boolean;
  counter?: string;
  capture: CaptureChoice;
  json?: boolean;
}

/** Runs the command line. @returns The exit code (design.md). */
export async function runProgram(argv: readonly string[], children: Children): Promise<number> {
  let exitCode = 0;
  const program = new Command('syncflow-recorder')
    .description('Records what devices and learners send over LiveKit data channels.')
    .version(software.version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  const finish = (code: number): void => {
    exitCode = code;
  };

  configOptions(program.command('run'))
    .description('record every session of the projects until stopped (Ctrl-C or SIGTERM)')
    .addHelpText('after', settingsHelp())
    .action(async (flags: ConfigFlags) => {
      const { config, json, log } = load(flags);
      finish(await runCommand(config, children, json, log));
    });

  program
    .command('record')
    .description('record rooms of a LiveKit server, without SyncFlow, until they end or Ctrl-C')
    .requiredOption('--livekit-url <url>', 'for instance wss://livekit.example.org')
    .addOption(
      new Option('--api-key <key>', 'key of the LiveKit server')
        .env('LIVEKIT_API_KEY')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--api-secret <secret>', 'secret of the LiveKit server')
        .env('LIVEKIT_API_SECRET')
        .makeOptionMandatory(),
    )
    .requiredOption('--room <name...>', 'rooms to record')
    .requiredOption('--data <folder>', 'folder for recordings')
    .option('--plain-host <host...>', 'hosts to which ws:// without TLS is allowed')
    .option('--redundant', 'record each room twice, in two processes')
    .option('--counter <rule>', recorderNames['RECORDER_COUNTER'])
    .addOption(
      new Option('--capture <implementation>', recorderNames['RECORDER_CAPTURE'])
        .choices(captureChoiceSchema.options)
        .env('RECORDER_CAPTURE')
        .default('auto'),
    )
    .option('--json', 'one JSON object a line instead of text')
    .action(async (flags: RecordFlags) => {
      const { livekitUrl, apiKey, apiSecret, room, data, plainHost, capture } = flags;
      registerSecret(apiSecret);
      const json = flags.json ?? false;
      const options = {
        ...{ livekitUrl, apiKey, apiSecret, capture, json },
        rooms: room,
        dataFolder: data,
        plainHosts: plainHost ?? [],
        redundant: flags.redundant ?? false,
        counter: flags.counter ?? null,
      };
      finish(await recordCommand(options, children, createLog(logLevel(), json)));
    });

  addRecordingCommands(program, {
    finish,
    logFor: (json) => createLog(logLevel(), json),
    exportHelper: children.exportHelper,
  });

  uploadOptions(configOptions(program.command('upload')))
    .description('show the ledger of uploads, or order what shall become of them')
    .action(async (flags: ConfigFlags & UploadFlags) => {
      const order = uploadOrder(flags);
      const { config, dataFolder, json, log } = loadIfComplete(flags);
      finish(await uploadCommand(order, { config, dataFolder, json, log }));
    });

  configOptions(program.command('retention'))
    .description(
      'delete local data that is verified in every destination, as RECORDER_KEEP_DAYS says',
    )
    .option('--dry-run', 'only say what would be deleted, and why the rest stays')
    .action(async (flags: ConfigFlags & { dryRun?: boolean }) => {
      const { config, json, log } = load(flags);
      finish(await retentionCommand(config, { dryRun: flags.dryRun ?? false, json }, log));
    });

  diagnosticsOptions(configOptions(program.command('diagnostics'))).action(
    async ({ out, log: logs, ...flags }: ConfigFlags & { out: string; log?: string[] }) => {
      finish(await diagnosticsCommand({ ...loadIfComplete(flags), out, logs: logs ?? [] }));
    },
  );

  configOptions(program.command('check'))
    .description(
      'preflight: SyncFlow, broker, LiveKit, disk, storage; each ok or failed with its fix',
    )
    .option(
      '--round-trip',
      'then a test session, of which no device is told, from its announcement to the bucket',
    )
    .addHelpText('after', settingsHelp())
    .action(async (flags: ConfigFlags & { roundTrip?: boolean }) => {
      const { config, json, log } = load(flags);
      const code = await checkCommand(config, json);
      const goesOn = code === 0 && (flags.roundTrip ?? false);
      finish(goesOn ? await roundTripCommand(config, children, json, log) : code);
    });

  program
    .command('control')
    .description('order the running recorder (window or headless): status, start, stop, finalize')
    .addArgument(new Argument('<command>', 'what to do').choices(orders))
    .argument('[session]', 'id of one session; all sessions when left out')
    .addOption(
      new Option('--data <folder>', 'data folder of that recorder')
        .env('RECORDER_DATA_DIR')
        .makeOptionMandatory(),
    )
    .option('--json', 'one JSON object a line instead of text')
    .addHelpText('after', controlHelp)
    .action(
      async (
        command: ControlCommand,
        session: string | undefined,
        flags: { data: string; json?: boolean },
      ) => {
        const options = { command, sessionId: session ?? null, dataFolder: flags.data };
        finish(await controlCommand({ ...options, json: flags.json ?? false }));
      },
    );

  addNoteCommand(program, finish);

  addSyncflowCommands(program, {
    withConfig: configOptions,
    load,
    finish,
    spawnPing: children.spawnPing,
  });

  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : EXIT_USAGE;
    printError(thrown, argv.includes('--json'));
    return exitCodeOf(thrown);
  }
}

const controlHelp = `
status    how the sessions stand
stop      close the journal; nothing but start takes the session up again
start     record what was stopped by hand, in the same recording
finalize  end the recording for good, although the session may go on
ping      ask everybody in the room of one session for a sign of life

Exit codes: 0 done, 1 refused or not done yet, 2 usage.`;

function configOptions(command: Command): Command {
  return command
    .option('--env-file <file>', 'settings by name, as the Rust daemon reads them')
    .option('--data <folder>', 'folder for recordings and state (or RECORDER_DATA_DIR)')
    .option('--json', 'one JSON object a line instead of text');
}

function load(flags: ConfigFlags): {
  config: EngineConfig;
  json: boolean;
  log: ReturnType<typeof createLog>;
} {
  const file = flags.envFile === undefined ? {} : readEnvFile(flags.envFile);
  const json = flags.json ?? false;
  const { config, warnings } = configFromEnv(file, process.env, flags.data ?? null);
  trustAuthorities(config.caFile);
  const asEcs = json || logFormat(file['RECORDER_LOG_FORMAT']) === 'ecs';
  const log = createLog(logLevel(file['RECORDER_LOG_LEVEL']), asEcs);
  for (const warning of warnings) log.warn(warning);
  return { config, json, log };
}

/** Where the data folder is enough: `config` is null when the settings are not all there. */
function loadIfComplete(flags: ConfigFlags): {
  config: EngineConfig | null;
  dataFolder: string;
  json: boolean;
  log: ReturnType<typeof createLog>;
} {
  try {
    const { config, json, log } = load(flags);
    return { config, dataFolder: config.dataFolder, json, log };
  } catch (thrown) {
    const isIncomplete = thrown instanceof RecorderError && thrown.code === 'config-missing-name';
    const dataFolder = flags.data ?? process.env['RECORDER_DATA_DIR'] ?? '';
    if (!isIncomplete || flags.envFile !== undefined || dataFolder === '') throw thrown;
    const json = flags.json ?? false;
    return { config: null, dataFolder, json, log: createLog(logLevel(), json) };
  }
}

function logLevel(fromFile?: string): LogLevel {
  const wanted = process.env['RECORDER_LOG_LEVEL'] ?? fromFile;
  if (wanted === 'debug' || wanted === 'warn' || wanted === 'error') return wanted;
  return 'info';
}

function logFormat(fromFile?: string): 'text' | 'ecs' {
  const wanted = process.env['RECORDER_LOG_FORMAT'] ?? fromFile ?? 'text';
  if (wanted === 'text' || wanted === 'ecs') return wanted;
  throw new RecorderError('config-bad-value', 'RECORDER_LOG_FORMAT must be text or ecs');
}

function exitCodeOf(thrown: unknown): number {
  const code = thrown instanceof RecorderError ? thrown.code : null;
  if (code === null) return 1;
  if (code === 'cancelled') return EXIT_CANCELLED;
  const usage = ['usage', 'config-missing-name', 'config-bad-value', 'config-unreadable'];
  return usage.includes(code) ? EXIT_USAGE : 1;
}

function settingsHelp(): string {
  const lines = Object.entries(recorderNames).map(([name, help]) => `  ${name.padEnd(28)} ${help}`);
  return `
Settings come from flags, then the environment, then the file: SYNCFLOW_SERVER_URL, RABBITMQ_HOST,
RABBITMQ_PORT, RABBITMQ_VHOST_NAME, DEVICE_GROUP_NAME, and for each project N = 0, 1, …
PROJECTS__N__KEY, __SECRET, __PROJECT_ID, __S3_CONFIG__ACCESS_KEY, __SECRET_KEY, __ENDPOINT,
__BUCKET_NAME, __REGION. A LiveKit server without SyncFlow: PROJECTS__N__LIVEKIT_URL, __KEY, __SECRET, and
if wanted __NAME and __ROOMS (lab-*,!*test*). Optional:
${lines.join('\n')}`;
}
