/** Two journals of the same room, compared record by record and member by member. */
import type { JournalLine } from './journal.ts';

export interface Difference {
  /** Kind, part or event, and `of a hidden sender` where it says no identity but a session id. */
  readonly record: string;
  /** Members that only the first journal has; `all`: such records are only there. */
  readonly only: readonly string[] | 'all';
  /** Members that both have, with other values. */
  readonly differs: readonly string[] | 'all';
}

export interface Comparison {
  /** In the order of `record`. */
  readonly differences: readonly Difference[];
  /** Records of the second journal that the first does not have, described. */
  readonly onlyTheirs: readonly string[];
  /** Records that the second journal lacks, although it has others like them. */
  readonly onlyOurs: readonly string[];
  /** Records that both have. */
  readonly paired: number;
}

/** What each journal has of its own, and what is told about connections and when. */
const OWN_KINDS = new Set(['segment', 'link', 'clock', 'gap', 'note']);
const OWN_MEMBERS = new Set([
  ...['record', 'arrival', 'monotonic', 'crc', 'link', 'began'],
  // Bytes: rtc-node's are encoded anew, which the documentation says in words.
  ...['raw', 'envelope', 'contentAt'],
  // Its name holds a record number; the content is compared.
  'file',
]);

export function compareJournals(
  ours: readonly JournalLine[],
  theirs: readonly JournalLine[],
): Comparison {
  const [first, second] = [keyed(ours), keyed(theirs)];
  const found = new Map<string, { only: Set<string>; differs: Set<string>; all: boolean }>();
  let paired = 0;
  for (const [key, line] of first) {
    const other = second.get(key);
    const record = recordOf(line);
    const entry = found.get(record) ?? { only: new Set(), differs: new Set(), all: true };
    found.set(record, entry);
    if (other === undefined) continue;
    paired += 1;
    entry.all = false;
    for (const [name, value] of Object.entries(line)) {
      if (OWN_MEMBERS.has(name)) continue;
      if (!(name in other)) entry.only.add(name);
      else if (JSON.stringify(other[name]) !== JSON.stringify(value)) entry.differs.add(name);
    }
  }
  const differences = [...found].flatMap(([record, { only, differs, all }]): Difference[] => {
    if (all) return [{ record, only: 'all', differs: [] }];
    if (only.size + differs.size === 0) return [];
    return [{ record, only: [...only].sort(), differs: [...differs].sort() }];
  });
  const whole = new Set(differences.filter(({ only }) => only === 'all').map((one) => one.record));
  return {
    differences: differences.sort((a, b) => (a.record < b.record ? -1 : 1)),
    onlyTheirs: [...second].flatMap(([key, line]) =>
      first.has(key) || isVague(line) ? [] : [key],
    ),
    onlyOurs: [...first].flatMap(([key, line]) =>
      second.has(key) || isVague(line) || whole.has(recordOf(line)) ? [] : [key],
    ),
    paired,
  };
}

/** Lossy packets may be lost to one; changes that follow each other at once may be told as one. */
function isVague(line: JournalLine): boolean {
  return line['reliable'] === false || line['event'] === 'changed';
}

/** Each record by what it is about, the n-th of its kind. */
function keyed(lines: readonly JournalLine[]): Map<string, JournalLine> {
  const counts = new Map<string, number>();
  const result = new Map<string, JournalLine>();
  for (const line of lines) {
    if (!isCompared(line)) continue;
    const about = `${line.kind} ${aboutOf(line)}`;
    const count = (counts.get(about) ?? 0) + 1;
    counts.set(about, count);
    result.set(`${about} #${count}`, line['part'] === 'end' ? withContent(line) : line);
  }
  return result;
}

/** The end of a stream with what its sender sent, whether it came compressed or not. */
function withContent(end: JournalLine): JournalLine {
  const { size, sha256, inflatedSize, inflatedSha256, ...rest } = end;
  return { ...rest, content: [inflatedSize ?? size, inflatedSha256 ?? sha256] };
}

function isCompared(line: JournalLine): boolean {
  if (OWN_KINDS.has(line.kind) || line['event'] === 'quality') return false;
  // The contents of chunks are compared as a whole, in the ends; rtc-node makes other chunks of them,
  // and trailers where none came.
  return line['part'] !== 'chunk' && line['part'] !== 'trailer';
}

function recordOf(line: JournalLine): string {
  const { kind, identity, sid } = line;
  const what = kind.endsWith('-stream') ? `${kind} ${String(line['part'])}` : kind;
  const hidden = identity === undefined && sid !== undefined;
  return hidden ? `${what} of a hidden sender` : what;
}

function aboutOf(line: JournalLine): string {
  switch (line.kind) {
    case 'data':
      return JSON.stringify([line.topic, line['reliable'], line.text, line.base64]);
    case 'chat':
      return String(line['id']);
    case 'transcription':
      return JSON.stringify(line['segments']);
    case 'dtmf':
      return String(line['digit']);
    case 'text-stream':
    case 'byte-stream':
      return `${String(line['part'])} ${String(line['stream'])}`;
    case 'participant':
      return `${String(line.identity)} ${stateOf(line)}`;
    default:
      return String(line['event']);
  }
}

function stateOf(line: JournalLine): string {
  return line['event'] === 'changed'
    ? JSON.stringify([line['name'], line.metadata, line['attributes'], line['permission']])
    : String(line['event']);
}
