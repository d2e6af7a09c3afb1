"""For the tests: small recordings and ledgers, made by hand from docs/data-format.md."""

import base64
import hashlib
import json
import zlib
from pathlib import Path

RECORDING = "11111111-1111-4111-8111-111111111111"
SESSION = "22222222-2222-4222-8222-222222222222"
PROJECT = {"id": "33333333-3333-4333-8333-333333333333", "name": "Study 1"}
ROOM = "Pilot 1"
START = 1_760_000_000_000_000_000
STEP = 1_000_000

Line = dict[str, object]


def encode(line: Line) -> bytes:
    """A whole line, with its crc and newline."""
    body = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
    return body + f',"crc":"{zlib.crc32(body):08x}"}}\n'.encode()


def payload_members(payload: bytes) -> Line:
    try:
        return {"text": payload.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(payload).decode()}


class RecordingBuilder:
    """Lines first, then `write`. What a test wants to break it changes in between or afterwards."""

    def __init__(self, data: Path) -> None:
        name = f"2025-10-09_Pilot_1-bbbbbbbb_{RECORDING}"
        self.folder = data / "recordings" / "Study_1-aaaaaaaa" / name
        self.folder.mkdir(parents=True)
        self.segments: list[list[Line]] = []
        self.records = 0
        self.sequences: dict[str, int] = {}
        self.manifest: dict = {}
        self.new_segment()

    def line(self, kind: str, members: Line) -> Line:
        self.records += 1
        time = {
            "record": self.records,
            "arrival": str(START + self.records * STEP),
            "monotonic": str(self.records * STEP),
        }
        line = time | {"kind": kind} | members
        self.segments[-1].append(line)
        return line

    def new_segment(self) -> None:
        self.segments.append([])
        header = {
            "format": "syncflow-recording",
            "version": 1,
            "recordingId": RECORDING,
            "segment": len(self.segments),
            "lane": "a",
            "software": "by-hand 1",
        }
        self.line("segment", header)

    def data(self, identity: str, payload: bytes, topic: str = "", reliable: bool = True) -> Line:
        members: Line = {"link": 1, "identity": identity, "sid": f"PA_{identity}"}
        if reliable:
            self.sequences[identity] = self.sequences.get(identity, 0) + 1
            members["sequence"] = self.sequences[identity]
        if topic:
            members["topic"] = topic
        return self.line("data", members | {"reliable": reliable} | payload_members(payload))

    def skip(self, identity: str, count: int) -> None:
        """`count` reliable messages of this sender never arrive."""
        self.sequences[identity] = self.sequences.get(identity, 0) + count

    def write(self, **manifest: object) -> None:
        files = []
        for number, lines in enumerate(self.segments, 1):
            name = f"messages-{number:06}.jsonl"
            content = b"".join(encode(line) for line in lines)
            (self.folder / name).write_bytes(content)
            files.append(_file(name, content, lines))
        everything = [line for lines in self.segments for line in lines]
        gaps = [line for line in everything if line["kind"] == "gap"]
        self.manifest = {
            "format": "syncflow-recording",
            "version": 1,
            "recordingId": RECORDING,
            "status": "complete-but" if gaps else "complete",
            "software": {"name": "by-hand", "version": "1"},
            "computer": {"hostname": "lab", "platform": "linux"},
            "project": PROJECT,
            "session": {"id": SESSION, "name": ROOM, "startedAt": START // 10**9, "comments": ""},
            "room": {"name": ROOM, "sid": "RM_1", "metadata": ""},
            "livekitUrl": "ws://127.0.0.1:7880",
            "startedAt": "2025-10-09T08:53:20.000Z",
            "endedAt": "2025-10-09T09:00:00.000Z",
            "endReason": "session-stopped",
            "participants": _participants(everything),
            "files": files,
            "counts": _counts(everything),
            "gaps": [
                {k: v for k, v in gap.items() if k not in ("record", "monotonic")} for gap in gaps
            ],
            "cannotSee": [],
        } | manifest
        self.write_manifest()

    def write_manifest(self) -> None:
        (self.folder / "manifest.json").write_text(json.dumps(self.manifest), "utf-8")

    def upload(self, bucket: Path, room: str = ROOM) -> Path:
        """Copies everything to a folder that stands for a bucket. Returns the prefix there."""
        project = f"{PROJECT['name']}-{PROJECT['id']}"
        prefix = bucket.joinpath(project, room, "text-egress", "all-topics", RECORDING)
        prefix.mkdir(parents=True)
        for path in self.folder.iterdir():
            (prefix / path.name).write_bytes(path.read_bytes())
        return prefix


class LedgerBuilder:
    def __init__(self, folder: Path, identity: str, session: str | None = SESSION) -> None:
        self.lines: list[Line] = [
            {
                "ledger": "device",
                "version": 1,
                "sessionId": session,
                "room": ROOM,
                "identity": identity,
                "sid": f"PA_{identity}",
                "device": identity,
                "t": str(START),
            }
        ]
        self.path = folder / f"{session}__{identity}__1.jsonl"
        self.sent = 0

    def message(
        self, payload: bytes, topic: str = "", reliable: bool = True, t: int | None = None
    ) -> Line:
        self.sent += 1
        line: Line = {
            "n": self.sent,
            "topic": topic,
            "reliable": reliable,
            "sha256": hashlib.sha256(payload).hexdigest(),
            "base64": base64.b64encode(payload).decode(),
            "t": str(START + self.sent * STEP if t is None else t),
        }
        self.lines.append(line)
        return line

    def event(self, event: str, t: int, **members: object) -> None:
        self.lines.append({"event": event, "t": str(t)} | members)

    def write(self, ended: bool = True, drained: bool = True) -> None:
        if ended:
            t = START + (self.sent + 1) * STEP
            self.event("end", t, reason="stopped", drained=drained, sent=self.sent)
        self.path.write_text("".join(json.dumps(line) + "\n" for line in self.lines), "utf-8")


def _file(name: str, content: bytes, lines: list[Line]) -> Line:
    return {
        "path": name,
        "role": "segment",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "records": len(lines),
        "firstRecord": lines[0]["record"],
        "lastRecord": lines[-1]["record"],
        "firstArrival": lines[0]["arrival"],
        "lastArrival": lines[-1]["arrival"],
    }


def _size(line: Line) -> int:
    if "text" in line:
        return len(str(line["text"]).encode())
    return len(base64.b64decode(str(line["base64"])))


def _counts(lines: list[Line]) -> Line:
    data = [line for line in lines if line["kind"] == "data"]
    kinds = [str(line["kind"]) for line in lines]
    topics = [str(line["topic"]) for line in data if "topic" in line]
    return {
        "records": len(lines),
        "messages": len(data),
        "bytes": sum(map(_size, data)),
        "duplicates": 0,
        "corrupt": 0,
        "byKind": {kind: kinds.count(kind) for kind in kinds},
        "byTopic": {topic: topics.count(topic) for topic in topics},
    }


def _participants(lines: list[Line]) -> list[Line]:
    senders: dict[object, list[Line]] = {}
    for line in lines:
        if line["kind"] == "data":
            senders.setdefault(line["sid"], []).append(line)
    return [
        {
            "identity": messages[0]["identity"],
            "sid": sid,
            "name": "",
            "messages": len(messages),
            "bytes": sum(map(_size, messages)),
            "firstSequence": min(numbers, default=None),
            "lastSequence": max(numbers, default=None),
            "unsequenced": len(messages) - len(numbers),
        }
        for sid, messages in senders.items()
        for numbers in [[m["sequence"] for m in messages if "sequence" in m]]
    ]
