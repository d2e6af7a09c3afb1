/**
 * End-to-end encrypted packets stay sealed: the line carries what is needed to open them later with the
 * key (livekit-wire.md §4: AES-128-GCM, the ciphertext ends with its 16-byte tag, no additional data).
 */
import { EncryptedPacket } from '@livekit/protocol';
import { oneofField } from '../../livekit/packet-fields.ts';
import { base64 } from '../members.ts';
import { cutContent, onlyField } from './parts.ts';

const ENCRYPTED_VALUE = 4;

export interface SealedPacket {
  readonly members: Readonly<Record<string, unknown>>;
  readonly ciphertext: Buffer;
}

/** Null when it is not in the usual form. @throws Error when the library cannot read it */
export function readEncrypted(bytes: Buffer): SealedPacket | null {
  const cut = cutContent(bytes, oneofField.encryptedPacket, ENCRYPTED_VALUE);
  const span = onlyField(bytes, oneofField.encryptedPacket);
  if (cut === null || span === null || span === 'absent') return null;
  const packet = EncryptedPacket.fromBinary(bytes.subarray(span.start, span.end));
  const { encryptionType, keyIndex, iv } = packet;
  const { content, envelope, contentAt } = cut;
  return {
    members: {
      encryption: encryptionType,
      keyIndex,
      iv: base64(iv),
      ciphertext: base64(content),
      envelope,
      contentAt,
    },
    ciphertext: content,
  };
}
