"""Recordings on disk: manifest and segments, every line read and checked."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from clocks import check_clock
from lines import LineError, check_form, check_unknown, parse_line, payload_of
from problems import Problems

# Identity and sid, either of which a packet may lack.
Sender = tuple[str | None, str | None]

_SEGMENT = re.compile(r"messages-(\d{6,})\.jsonl")


@dataclass(slots=True)
class Message:
    """One `data` record, as matching needs it."""

    identity: str | None
    sid: str | None
    sequence: int | None
    topic: str
    reliable: bool
    payload: bytes
    arrival: int
    segment: str


@dataclass(slots=True)
class SegmentFacts:
    """What reading a segment showed, to be compared with the manifest."""

    size: int
    sha256: str
    records: int = 0
    first_record: int | None = None
    last_record: int | None = None
    first_arrival: str | None = None
    last_arrival: str | None = None


@dataclass(slots=True)
class SenderFacts:
    messages: int = 0
    bytes: int = 0
    unknown: int = 0
    unsequenced: int = 0
    first: int | None = None
    last: int | None = None


@dataclass(slots=True)
class Recording:
    folder: Path
    manifest: dict
    manifest_bytes: bytes
    problems: Problems
    notes: list[str] = field(default_factory=list)
    segments: dict[str, SegmentFacts] = field(default_factory=dict)
    senders: dict[Sender, SenderFacts] = field(default_factory=dict)
    kinds: Counter = field(default_factory=Counter)
    topics: Counter = field(default_factory=Counter)
    payload_bytes: int = 0
    records: int = 0
    gaps: list[dict] = field(default_factory=list)
    clocks: list[dict] = field(default_factory=list)

    @property
    def session_id(self) -> str | None:
        session = self.manifest.get("session")
        return session.get("id") if isinstance(session, dict) else None

    @property
    def room_name(self) -> str | None:
        room = self.manifest.get("room")
        return room.get("name") if isinstance(room, dict) else None


def find_recordings(data: Path) -> list[Path]:
    """The folders that hold a recording, or should: `recordings/<project>/<recording>`."""
    return sorted(path for path in data.glob("recordings/*/*") if path.is_dir())


def open_recording(folder: Path) -> Recording | str:
    """The recording with its manifest, segments not read yet; or why it has no usable manifest."""
    try:
        raw = (folder / "manifest.json").read_bytes()
        manifest = json.loads(raw.decode("utf-8"))
    except (OSError, ValueError) as error:
        return f"{folder.name}: manifest.json: {error}"
    if not isinstance(manifest, dict):
        return f"{folder.name}: manifest.json is not an object"
    return Recording(folder, manifest, raw, Problems(folder.name))


def read_segments(recording: Recording, on_message: Callable[[Message], None]) -> None:
    """Reads all segments in order; hands over each `data` record that is whole."""
    reader = _Reader(recording, on_message)
    numbered = []
    for path in sorted(recording.folder.iterdir()):
        if match := _SEGMENT.fullmatch(path.name):
            numbered.append((int(match[1]), path))
    recording.problems.expect(
        "numbers of the segments", [n for n, _ in numbered], list(range(1, len(numbered) + 1))
    )
    for number, path in numbered:
        reader.read(number, path)
    reader.note_clock()


class _Reader:
    def __init__(self, recording: Recording, on_message: Callable[[Message], None]) -> None:
        self._recording = recording
        self._on_message = on_message
        self._monotonic = 0
        # How far back the clock goes at most, in nanoseconds, of each segment where it does.
        self._back: Counter[str] = Counter()

    def read(self, number: int, path: Path) -> None:
        recording = self._recording
        digest = hashlib.sha256()
        facts = SegmentFacts(size=0, sha256="")
        line_number = 0
        with path.open("rb") as file:
            for line_number, line in enumerate(file, 1):
                digest.update(line)
                facts.size += len(line)
                where = f"{path.name}:{line_number}"
                try:
                    if not line.endswith(b"\n"):
                        raise LineError("torn: no newline at its end")
                    record = parse_line(line[:-1])
                except LineError as error:
                    recording.problems.add(f"{where}: {error}")
                    # What cannot be read had a number all the same: one problem, not two.
                    recording.records += 1
                    continue
                try:
                    self._record(record, facts, path.name, line_number == 1, number)
                    check_form(line[:-1], record)
                except LineError as error:
                    recording.problems.add(f"{where}: {error}")
        if line_number == 0:
            recording.problems.add(f"{path.name} is empty")
        facts.sha256 = digest.hexdigest()
        recording.segments[path.name] = facts

    def _record(
        self, record: dict, facts: SegmentFacts, segment: str, first: bool, number: int
    ) -> None:
        recording = self._recording
        expected = recording.records + 1
        recording.records = record["record"]
        facts.records += 1
        if facts.first_record is None:
            facts.first_record, facts.first_arrival = record["record"], record["arrival"]
        facts.last_record, facts.last_arrival = record["record"], record["arrival"]
        kind = record["kind"]
        recording.kinds[kind] += 1
        self._watch_clock(int(record["monotonic"]), segment)
        if first != (kind == "segment"):
            raise LineError("the first line of a segment, and no other, is its header")
        match kind:
            case "segment":
                _check_header(record, recording, number)
            case "data":
                self._data(record, segment)
            case "unknown":
                check_unknown(record)
                self._count(record, 0)
                _sender(recording, record).unknown += 1
            case "gap":
                recording.gaps.append(record)
            case "clock":
                check_clock(record)
                recording.clocks.append(record)
        if record["record"] != expected:
            raise LineError(f"record number {record['record']}, should be {expected}")

    def _watch_clock(self, monotonic: int, segment: str) -> None:
        """Only a note: after a reboot it begins again, and records may be queued out of order."""
        if monotonic < self._monotonic:
            self._back[segment] = max(self._back[segment], self._monotonic - monotonic)
        self._monotonic = monotonic

    def note_clock(self) -> None:
        for segment, back in self._back.items():
            text = f"{segment}: the monotonic clock goes back by up to {back / 1e6:.0f} ms"
            self._recording.notes.append(text)

    def _data(self, record: dict, segment: str) -> None:
        payload = payload_of(record)
        self._count(record, len(payload))
        if record.get("topic"):
            self._recording.topics[record["topic"]] += 1
        message = Message(
            identity=record.get("identity"),
            sid=record.get("sid"),
            sequence=record.get("sequence"),
            # A packet without a topic and one with an empty topic say the same.
            topic=record.get("topic", ""),
            reliable=record["reliable"],
            payload=payload,
            arrival=int(record["arrival"]),
            segment=segment,
        )
        self._on_message(message)

    def _count(self, record: dict, size: int) -> None:
        self._recording.payload_bytes += size
        facts = _sender(self._recording, record)
        facts.messages += 1
        facts.bytes += size
        sequence = record.get("sequence")
        if sequence is None:
            facts.unsequenced += 1
            return
        facts.first = sequence if facts.first is None else min(facts.first, sequence)
        facts.last = sequence if facts.last is None else max(facts.last, sequence)


def _sender(recording: Recording, record: dict) -> SenderFacts:
    sender = (record.get("identity"), record.get("sid"))
    return recording.senders.setdefault(sender, SenderFacts())


def _check_header(record: dict, recording: Recording, number: int) -> None:
    expected = {
        "format": "syncflow-recording",
        "version": 1,
        "recordingId": recording.manifest.get("recordingId"),
        "segment": number,
        "lane": "a",
    }
    for name, value in expected.items():
        what = f"segment {number}: {name} of its header"
        recording.problems.expect(what, record.get(name), value)
    if not isinstance(record.get("software"), str):
        recording.problems.add(f"segment {number}: no software in its header")
