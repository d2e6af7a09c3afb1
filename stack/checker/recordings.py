"""The segments of a recording, every line read and checked."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from clocks import check_clock
from counters import check_counter_fills
from gaps import check_gap
from facts import Message, Recording, SegmentFacts, SenderFacts
from lanes import LANE_B, Held, check_filled, check_fills, gaps_left, is_held, merge, missed
from lines import (
    LineError,
    check_form,
    check_unknown,
    decode_base64,
    parse_line,
    payload_members,
    payload_of,
)
from packets import STREAMS, check_packet, is_packet
from streams import Streams
from taken import TakenNotes
from things import Seen, merge_streams

_SEGMENT = re.compile(r"messages-(\d{6,})\.jsonl")


def read_segments(
    recording: Recording,
    on_message: Callable[[Message], None],
    on_thing: Callable[[Seen], None] = lambda _: None,
) -> None:
    """Reads all segments in order; hands over each `data` record that is whole, and all others."""
    two = (recording.folder / LANE_B).is_dir()
    held: list[Held] = []
    readers = {}
    for lane in "ab" if two else "a":
        reader = _Reader(recording, on_message, on_thing, lane, held if two else None)
        readers[lane] = reader
        _read_lane(recording, reader)
    fills = readers["a"].fills
    gaps = {lane: reader.gaps for lane, reader in readers.items()}
    if two:
        recording.missed = missed(held)
        for problem in check_fills(gaps, fills, held) + check_counter_fills(gaps, fills, held):
            recording.problems.add(problem)
        for one in merge(held):
            readers[one.lane].take(one)
    for reader in readers.values():
        recording.taken += [one for one in reader.taken.standing() if one not in recording.taken]
    merge_streams([reader.streams.ended for reader in readers.values()], on_thing)
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
        on_thing: Callable[[Seen], None],
        lane: str,
        held: list[Held] | None,
    ) -> None:
        self.lane = lane
        self.folder = recording.folder / LANE_B if lane == "b" else recording.folder
        self.gaps: list[dict] = []
        self.fills: list[dict] = []
        self.taken = TakenNotes()
        self._held = held
        self._records = 0
        self.streams = Streams(self.folder)
        self._recording = recording
        self._on_message = on_message
        self._on_thing = on_thing
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
            self.streams.take(record, segment)
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
            case "participant" | "room":
                self._on_thing(Seen(record["kind"], record, segment))
            case "unknown":
                self._count(record, check_unknown(record))
                self._on_thing(_seen(record, segment))
            case _ if is_packet(record):
                self._count(record, check_packet(record))
                if record["kind"] not in STREAMS:
                    self._on_thing(_seen(record, segment))
                if record.get("part") == "header" and record["topic"]:
                    recording.topics[record["topic"]] += 1
            case "gap":
                check_gap(record)
                self.gaps.append(record)
            case "gap-filled":
                check_filled(record)
                self.fills.append(record)
            case "note":
                self.taken.take(record)
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


def _seen(record: dict, segment: str) -> Seen:
    seen = Seen(record["kind"], record, segment)
    match record["kind"]:
        case "encrypted":
            seen.digest = hashlib.sha256(decode_base64(record["ciphertext"])).digest()
        case "data-track":
            seen.digest = hashlib.sha256(payload_members(record)).digest()
        case _:
            seen.packet = decode_base64(record["raw"])
    return seen


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
