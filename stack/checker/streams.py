"""Streams, put together again from their records and files."""

import hashlib
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from lines import LineError, payload_members
from things import Seen

_MOST_IN_MEMORY = 64 << 20


@dataclass(slots=True)
class Stream:
    """One stream of one sender, from header (if it came) to end."""

    kind: str
    identity: str | None
    sid: str | None
    header: dict | None
    # Arrival of its first record.
    began: str
    chunks: dict[int, None] = field(default_factory=dict)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    size: int = 0
    lost: bool = False
    # Content so far; None once it is too large to be kept here.
    content: bytearray | None = field(default_factory=bytearray)
    state: str = "open"
    trailer: dict | None = None
    # SHA-256 of what the sender sent: of the inflated content, where it was compressed.
    sent_digest: bytes | None = None

    @property
    def topic(self) -> str:
        return str(self.header["topic"]) if self.header else ""

    def add(self, content: bytes) -> None:
        self.digest.update(content)
        self.size += len(content)
        if self.content is not None:
            self.content += content
            if self.size > _MOST_IN_MEMORY:
                self.content = None


class Streams:
    """All streams of a recording, in the order of its records."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Those that have ended, for matching: where their ends stand, and what they were.
        self.ended: list[Seen] = []
        # Which stream of an id runs, and all that have not ended, by id and arrival.
        self._running: dict[tuple[str, str], Stream] = {}
        self._open: dict[tuple[str, str, str], Stream] = {}
        self.files: set[str] = set()

    def take(self, record: dict, segment: str) -> None:
        """Takes one record of a stream. Raises LineError when it does not fit the others."""
        key = (record.get("sid") or record.get("identity") or "", record["stream"])
        match record["part"]:
            case "header":
                stream = self._begin(key, record, record)
                if "text" in record or "base64" in record:
                    stream.add(payload_members(record))
            case "chunk":
                stream = self._running.get(key) or self._begin(key, record, None)
                self._chunk(stream, record)
            case "trailer":
                if stream := self._running.get(key):
                    stream.trailer = record
            case "end":
                stream = self._open.pop((*key, record["began"]), None)
                if stream is None:
                    raise LineError("the end of a stream that did not begin")
                if self._running.get(key) is stream:
                    del self._running[key]
                self._end(stream, record)
                self.ended.append(_seen(stream, record, segment))
            case part:
                raise LineError(f"part is {part!r}")

    def _begin(self, key: tuple[str, str], record: dict, header: dict | None) -> Stream:
        if header is None and record["kind"] != "byte-stream":
            raise LineError("a chunk of a text stream whose header is not there")
        who = record.get("identity"), record.get("sid")
        stream = Stream(record["kind"], *who, header, record["arrival"])
        self._running[key] = self._open[*key, stream.began] = stream
        return stream

    def _chunk(self, stream: Stream, record: dict) -> None:
        stream.chunks[record["index"]] = None
        if "lost" in record:
            stream.lost = True
            return
        if "file" not in record:
            stream.add(payload_members(record))
            return
        self.files.add(record["file"])
        with (self._folder / record["file"]).open("rb") as file:
            file.seek(record["offset"])
            content = file.read(record["length"])
        if f"{zlib.crc32(content):08x}" != record["contentCrc"]:
            raise LineError(f"{record['file']} does not hold the chunk at {record['offset']}")
        stream.add(content)

    def _end(self, stream: Stream, record: dict) -> None:
        stream.state = record["state"]
        if record["kind"] != stream.kind:
            raise LineError(f"the end of a {record['kind']}, it began as {stream.kind}")
        _expect(record, "chunks", len(stream.chunks))
        if not stream.lost:
            _expect(record, "size", stream.size)
            _expect(record, "sha256", stream.digest.hexdigest())
        content = self._content(stream, record)
        if "text" in record or "base64" in record:
            if payload_members(record) != content:
                raise LineError("the content in the end is not that of the chunks")
        elif content is not None and len(content) <= 256 * 1024 and stream.size <= 256 * 1024:
            raise LineError("the end of a small stream without its content")
        if "file" in record:
            with (self._folder / record["file"]).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != record["sha256"]:
                raise LineError(f"{record['file']} is not the stream's content")
        if stream.state == "complete":
            self._check_complete(stream, content)
        elif not record.get("reason"):
            raise LineError("partial, and no reason")

    def _content(self, stream: Stream, record: dict) -> bytes | None:
        """What the sender sent; None where that cannot be told."""
        compressed = stream.header is not None and "compression" in stream.header
        stream.sent_digest = stream.digest.digest()
        if not compressed:
            return None if stream.content is None else bytes(stream.content)
        if record.get("inflation") != "done" or stream.content is None:
            stream.sent_digest = None
            return None
        content = zlib.decompress(bytes(stream.content), -15)
        stream.sent_digest = hashlib.sha256(content).digest()
        _expect(record, "inflatedSize", len(content))
        _expect(record, "inflatedSha256", stream.sent_digest.hex())
        return content

    def _check_complete(self, stream: Stream, content: bytes | None) -> None:
        if stream.header is None or stream.lost:
            raise LineError("complete, although something is not there")
        if sorted(stream.chunks) != list(range(len(stream.chunks))):
            raise LineError("complete, although chunks are missing")
        total = stream.header.get("totalLength")
        size = stream.size if content is None else len(content)
        compressed = content is None and "compression" in stream.header
        if total is not None and not compressed and int(total) != size:
            raise LineError(f"complete with {size} bytes of {total}")


def _seen(stream: Stream, end: dict, segment: str) -> Seen:
    members = (stream.header or {}) | end
    if stream.trailer is not None:
        members["endAttributes"] = stream.trailer.get("attributes")
    digest = stream.sent_digest or stream.digest.digest()
    return Seen(stream.kind, members, segment, digest)


def _expect(record: dict, member: str, wanted: object) -> None:
    if record.get(member) != wanted:
        raise LineError(f"{member} is {record.get(member)!r}, should be {wanted!r}")
