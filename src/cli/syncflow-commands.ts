/** The commands that speak to SyncFlow for a person: `sessions` and `devices`. */
import type { SpawnPing } from '../engine/ping/ping-room.ts';
import { InvalidArgumentError, type Command } from 'commander';
import { deleteDevice, listDevices, registerDevice } from './devices.ts';
import { pingCommand } from './ping.ts';
import {
  createSession,
  listSessions,
  showParticipants,
  stopSession,
  type ProjectCommand,
} from './sessions.ts';

interface ProjectFlags {
  project?: string;
}

interface CreateFlags extends ProjectFlags {
  name?: string;
  comments?: string;
  group?: string[];
  emptyTimeout?: number;
  maxParticipants?: number;
  wait: number;
}

export interface CommandSetUp {
  /** Adds the flags for settings. */
  readonly withConfig: (command: Command) => Command;
  /** Reads the settings that those flags name. */
  readonly load: (flags: object) => Pick<ProjectCommand, 'config' | 'json' | 'log'>;
  readonly finish: (exitCode: number) => void;
  /** The built child that pings. */
  readonly spawnPing: SpawnPing;
}

export function addSyncflowCommands(program: Command, setUp: CommandSetUp): void {
  addSessions(program.command('sessions').description('sessions of a SyncFlow project'), setUp);
  addDevices(program.command('devices').description('devices of a SyncFlow project'), setUp);
}

function addSessions(
  sessions: Command,
  { withConfig, load, finish, spawnPing }: CommandSetUp,
): void {
  const command = (text: string, about: string): Command =>
    withProject(withConfig(sessions.command(text)).description(about));
  const of = (flags: ProjectFlags): ProjectCommand => ({
    ...load(flags),
    project: flags.project ?? null,
  });

  command('list', 'running sessions, newest first')
    .option('--all', 'those that are over as well')
    .action(async (flags: ProjectFlags & { all?: boolean }) => {
      finish(await listSessions(of(flags), flags.all ?? false));
    });
  command('create', 'start a session; devices of its groups join by themselves')
    .option('--name <name>', 'name of the session and its room')
    .option('--comments <text>', 'comments')
    .option('--group <group...>', 'device groups that are told of it')
    .option('--empty-timeout <seconds>', 'after which an empty room closes', whole)
    .option('--max-participants <number>', 'in the room at once', whole)
    .option('--wait <seconds>', 'for the devices of the groups to come', whole, 0)
    .action(async (flags: CreateFlags) => {
      const { name, comments, group, emptyTimeout, maxParticipants, wait } = flags;
      const wanted = {
        ...(name === undefined ? {} : { name }),
        ...(comments === undefined ? {} : { comments }),
        ...(group === undefined ? {} : { deviceGroups: group }),
        ...(emptyTimeout === undefined ? {} : { emptyTimeout }),
        ...(maxParticipants === undefined ? {} : { maxParticipants }),
      };
      finish(await createSession(of(flags), wanted, wait));
    });
  command('participants', 'who is in the room, and who of the device groups is missing')
    .argument('<session>', 'id of the session')
    .option('--group <group...>', 'device groups that are expected')
    .action(async (session: string, flags: ProjectFlags & { group?: string[] }) => {
      finish(await showParticipants(of(flags), session, flags.group ?? []));
    });
  command('ping', 'ask everybody in the room for a sign of life; the recording is marked')
    .argument('<session>', 'id of the session')
    .action(async (session: string, flags: ProjectFlags) => {
      finish(await pingCommand(of(flags), session, spawnPing));
    });
  command('stop', 'end a session for everybody; its recording is finalised')
    .argument('<session>', 'id of the session')
    .action(async (session: string, flags: ProjectFlags) => {
      finish(await stopSession(of(flags), session));
    });
}

function addDevices(devices: Command, { withConfig, load, finish }: CommandSetUp): void {
  const command = (text: string, about: string): Command =>
    withProject(withConfig(devices.command(text)).description(about));
  const of = (flags: ProjectFlags): ProjectCommand => ({
    ...load(flags),
    project: flags.project ?? null,
  });

  command('list', 'registered devices, by group').action(async (flags: ProjectFlags) => {
    finish(await listDevices(of(flags)));
  });
  command('register', 'register a device, unless it is registered')
    .argument('<name>', 'the identity with which it joins')
    .argument('<group>', 'its device group')
    .option('--comments <text>', 'comments')
    .action(async (name: string, group: string, flags: ProjectFlags & { comments?: string }) => {
      const { comments } = flags;
      const wanted = { name, group, ...(comments === undefined ? {} : { comments }) };
      finish(await registerDevice(of(flags), wanted));
    });
  command('delete', 'remove a device from the project')
    .argument('<id>', 'id of the device')
    .action(async (id: string, flags: ProjectFlags) => {
      finish(await deleteDevice(of(flags), id));
    });
}

function withProject(command: Command): Command {
  return command.option('--project <id>', 'which project, if there are several');
}

function whole(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError('not a whole number');
}
