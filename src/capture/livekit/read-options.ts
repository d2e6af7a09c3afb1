import { BinaryReader, type BinaryReadOptions } from '@bufbuild/protobuf';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** For `fromBinary`: the library itself drops a byte order mark at the start of a text, we keep it. */
export const keepingMarks: Partial<BinaryReadOptions> = {
  readerFactory: (bytes) => new BinaryReader(bytes, utf8),
};
