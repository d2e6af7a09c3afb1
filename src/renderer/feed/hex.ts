/** Bytes as hexadecimal text. */
export function bytesOfBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

interface Payload {
  readonly text: string | null;
  readonly base64: string | null;
}

const PIECE = 8192;

export function bytesOfText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The payload in base64, whichever way it came. */
export function base64Of({ text, base64 }: Payload): string {
  if (text === null) return base64 ?? '';
  // In pieces: each character is an argument.
  const bytes = bytesOfText(text);
  let characters = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    characters += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return btoa(characters);
}

const pair = (byte: number): string => byte.toString(16).padStart(2, '0');

/** The first bytes in one line. */
export function hexLine(base64: string, limit: number): string {
  const bytes = bytesOfBase64(base64);
  const shown = [...bytes.subarray(0, limit)].map(pair).join(' ');
  return bytes.length > limit ? `${shown} …` : shown;
}

const WIDTH = 16;

/** Offset, sixteen bytes, and their printable characters, line by line. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += WIDTH) {
    const part = [...bytes.subarray(offset, offset + WIDTH)];
    const hex = part
      .map(pair)
      .join(' ')
      .padEnd(WIDTH * 3 - 1);
    const characters = part
      .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join('');
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${hex}  ${characters}`);
  }
  return lines.join('\n');
}
