"""Recordings on disk: manifest and segments, every line read and checked."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from clocks import check_clock
from lanes import LANE_B, Held, check_filled, check_fills, gaps_left, is_held, merge, missed
from lines import LineError, check_form, check_unknown, parse_line, payload_of
from packets import STREAMS, check_packet, is_packet
from problems import Problems
from streams import Streams

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
    gaps: list[dict] = field(default_factory=list)
    clocks: list[dict] = field(default_factory=list)
    # Packets, of whatever kind; with two lanes, merged.
    messages: int = 0
    # None where there is no lane b; else how many packets each lane missed.
    missed: dict[str, int] | None = None
    lane_records: Counter = field(default_factory=Counter)

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
    two = (recording.folder / LANE_B).is_dir()
    held: list[Held] = []
    readers = {}
    for lane in "ab" if two else "a":
        reader = readers[lane] = _Reader(recording, on_message, lane, held if two else None)
        _read_lane(recording, reader)
    fills = readers["a"].fills
    gaps = {lane: reader.gaps for lane, reader in readers.items()}
    if two:
        recording.missed = missed(held)
        for problem in check_fills(gaps, fills, held):
            recording.problems.add(problem)
        for one in merge(held):
            readers[one.lane].take(one)
    recording.gaps += gaps_left(gaps, fills)


def _read_lane(recording: Recording, reader: "_Reader") -> None:
    numbered = []
    for path in sorted(reader.folder.iterdir()):
        if match := _SEGMENT.fullmatch(path.name):
            numbered.append((int(match[1]), path))
    recording.problems.expect(
        "numbers of the segments" + (" of lane b" if reader.lane == "b" else ""),
        [n for n, _ in numbered],
        list(range(1, len(numbered) + 1)),
    )
    for number, path in numbered:
        reader.read(number, path)
    reader.note_clock()


class _Reader:
    """One lane. With a list to hold packets in, those wait until they are merged."""

    def __init__(
        self,
        recording: Recording,
        on_message: Callable[[Message], None],
        lane: str,
        held: list[Held] | None,
    ) -> None:
        self.lane = lane
        self.folder = recording.folder / LANE_B if lane == "b" else recording.folder
        self.gaps: list[dict] = []
        self.fills: list[dict] = []
        self._held = held
        self._records = 0
        self._streams = Streams(self.folder)
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
                segment = path.relative_to(recording.folder).as_posix()
                where = f"{segment}:{line_number}"
                try:
                    if not line.endswith(b"\n"):
                        raise LineError("torn: no newline at its end")
                    record = parse_line(line[:-1])
                except LineError as error:
                    recording.problems.add(f"{where}: {error}")
                    # What cannot be read had a number all the same: one problem, not two.
                    self._records += 1
                    continue
                try:
                    self._record(record, facts, where, line_number == 1, number)
                    check_form(line[:-1], record)
                except LineError as error:
                    recording.problems.add(f"{where}: {error}")
        if line_number == 0:
            recording.problems.add(f"{path.name} is empty")
        facts.sha256 = digest.hexdigest()
        recording.segments[path.relative_to(recording.folder).as_posix()] = facts

    def _record(
        self, record: dict, facts: SegmentFacts, where: str, first: bool, number: int
    ) -> None:
        recording = self._recording
        segment = where.rpartition(":")[0]
        expected = self._records + 1
        self._records = record["record"]
        recording.lane_records[self.lane] += 1
        facts.records += 1
        if facts.first_record is None:
            facts.first_record, facts.first_arrival = record["record"], record["arrival"]
        facts.last_record, facts.last_arrival = record["record"], record["arrival"]
        kind = record["kind"]
        recording.kinds[kind] += 1
        self._watch_clock(int(record["monotonic"]), segment)
        if first != (kind == "segment"):
            raise LineError("the first line of a segment, and no other, is its header")
        if kind in STREAMS:
            # Each lane has its own, and their files.
            self._streams.take(record)
        if is_held(record) and self._held is not None:
            self._held.append(Held(record, self.lane, segment, where))
        else:
            self._kind(record, segment, number)
        if record["record"] != expected:
            raise LineError(f"record number {record['record']}, should be {expected}")

    def take(self, held: Held) -> None:
        """A packet that stands in the merged recording."""
        try:
            self._kind(held.record, held.segment, 0)
        except LineError as error:
            self._recording.problems.add(f"{held.where}: {error}")

    def _kind(self, record: dict, segment: str, number: int) -> None:
        recording = self._recording
        match record["kind"]:
            case "segment":
                _check_header(record, recording, number, self.lane)
            case "data":
                self._data(record, segment)
            case "unknown":
                self._count(record, check_unknown(record))
            case _ if is_packet(record):
                self._count(record, check_packet(record))
                if record.get("part") == "header" and record["topic"]:
                    recording.topics[record["topic"]] += 1
            case "gap":
                self.gaps.append(record)
            case "gap-filled":
                check_filled(record)
                self.fills.append(record)
            case "clock":
                check_clock(record)
                if self.lane == "a":
                    recording.clocks.append(record)

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
        self._recording.messages += 1
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


def _check_header(record: dict, recording: Recording, number: int, lane: str) -> None:
    expected = {
        "format": "syncflow-recording",
        "version": 1,
        "recordingId": recording.manifest.get("recordingId"),
        "segment": number,
        "lane": lane,
    }
    for name, value in expected.items():
        what = f"segment {number}: {name} of its header"
        recording.problems.expect(what, record.get(name), value)
    if not isinstance(record.get("software"), str):
        recording.problems.add(f"segment {number}: no software in its header")
