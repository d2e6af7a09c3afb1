import { assertNever } from '../../shared/assert-never.ts';
import type { KnownRecord, PacketKind, PacketRecord } from '../../shared/records.ts';

/** The kinds of records that stand for packets. */
export const packetKinds: ReadonlySet<string> = new Set<PacketKind>([
  'data',
  'unknown',
  'chat',
  'transcription',
  'dtmf',
  'metrics',
  'rpc',
  'encrypted',
  'data-track',
  'text-stream',
  'byte-stream',
]);

/** Whether the record stands for one packet that came: all those kinds but for the ends of streams. */
export function isPacket(record: KnownRecord): record is PacketRecord {
  if (!packetKinds.has(record.kind)) return false;
  return !('part' in record && record.part === 'end');
}

/**
 * What a packet counts in `counts.bytes` (docs/data-format.md): its payload, content or ciphertext; of
 * all others the whole packet.
 */
export function packetBytes(record: PacketRecord): number {
  switch (record.kind) {
    case 'data':
    case 'data-track':
      return payloadBytes(record);
    case 'encrypted':
      return base64Bytes(record.ciphertext);
    case 'text-stream':
    case 'byte-stream':
      if (record.part !== 'chunk') return base64Bytes(record.raw ?? '');
      return record.length ?? payloadBytes(record);
    case 'unknown':
    case 'chat':
    case 'transcription':
    case 'dtmf':
    case 'metrics':
    case 'rpc':
      return base64Bytes(record.raw);
    default:
      return assertNever(record);
  }
}

function payloadBytes({
  text,
  base64,
}: {
  readonly text?: string | undefined;
  readonly base64?: string | undefined;
}): number {
  return text === undefined ? base64Bytes(base64 ?? '') : Buffer.byteLength(text);
}

/** Length in bytes of what a base64 text stands for. */
function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
