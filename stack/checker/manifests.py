"""A manifest, compared with the files and the records that are there."""

import hashlib
import uuid
from pathlib import Path

from clocks import clock_summary
from facts import Recording, SegmentFacts, Sender, SenderFacts
from lanes import LANE_B

_FINAL = ("complete", "complete-but", "not-provable", "damaged")
_END_REASONS = (
    "session-stopped",
    "room-deleted",
    "room-closed",
    "stopped-by-hand",
    "stale",
    None,
)
_MOST_TOPICS = 1000
_LONGEST_TOPIC = 1000
_ONLY_IN_MANIFEST = frozenset({"corrupt", "disk", "link-lost", "recorder-restart"})
_ROLES = {"set-aside": "set-aside", "streams": "stream"}
_NOT_IN_GAPS = ("record", "monotonic", "crc")


def check_manifest(recording: Recording) -> None:
    """Adds to the recording's problems what its manifest says wrongly. Needs the segments read."""
    manifest, problems = recording.manifest, recording.problems
    problems.expect("format", manifest.get("format"), "syncflow-recording")
    problems.expect("version", manifest.get("version"), 1)
    if not _is_uuid(manifest.get("recordingId")):
        problems.add("recordingId is not a UUID")
    if manifest.get("endReason") not in _END_REASONS:
        problems.add(f"endReason is {manifest.get('endReason')!r}")
    status = manifest.get("status")
    if status == "recording":
        problems.add("not finalised: its status is still 'recording'")
        return
    if status not in _FINAL or status == "damaged":
        problems.add(f"status is {status!r}")
    _check_gaps(recording)
    if (status == "complete") != (not recording.gaps):
        problems.add(f"status is {status!r} with {len(recording.gaps)} gaps")
    if manifest.get("endedAt") is None:
        problems.add("endedAt is missing")
    _check_files(recording)
    _check_counts(recording)
    _check_participants(recording)
    _check_lanes(recording)
    problems.expect("clock", manifest.get("clock"), clock_summary(recording.clocks))


def _check_gaps(recording: Recording) -> None:
    """The journal's gaps come first; the manifest may add what no journal could be told any more."""
    listed = recording.manifest.get("gaps")
    bare_gaps = [
        {name: value for name, value in gap.items() if name not in _NOT_IN_GAPS}
        for gap in recording.gaps
    ]
    if not isinstance(listed, list):
        recording.problems.add("gaps is not an array")
        return
    recording.problems.expect("gaps", listed[: len(bare_gaps)], bare_gaps)
    for gap in listed[len(bare_gaps) :]:
        if not isinstance(gap, dict) or gap.get("reason") not in _ONLY_IN_MANIFEST:
            recording.problems.add(f"a gap that is in no segment: {gap!r}")
            continue
        recording.gaps.append(gap)


def _check_lanes(recording: Recording) -> None:
    listed = recording.manifest.get("lanes")
    if recording.missed is None:
        recording.problems.expect("lanes", listed, None)
        return
    expected = [
        {"lane": lane, "records": recording.lane_records[lane], "missed": recording.missed[lane]}
        for lane in "ab"
    ]
    if isinstance(listed, list):
        listed = [{k: v for k, v in lane.items() if k != "messages"} for lane in listed]
    recording.problems.expect("lanes", listed, expected)


def listed_files(recording: Recording) -> list[dict]:
    """The entries of `files` that have a path."""
    files = recording.manifest.get("files")
    if not isinstance(files, list):
        return []
    return [f for f in files if isinstance(f, dict) and isinstance(f.get("path"), str)]


def _check_files(recording: Recording) -> None:
    problems = recording.problems
    listed = {entry["path"]: entry for entry in listed_files(recording)}
    on_disk = {
        path.relative_to(recording.folder).as_posix()
        for path in recording.folder.rglob("*")
        if path.is_file() and _belongs(path.relative_to(recording.folder))
    }
    for path in sorted(on_disk - listed.keys()):
        problems.add(f"{path} is not in the manifest")
    for path, entry in listed.items():
        if path not in on_disk:
            problems.add(f"{path} is in the manifest but not there")
            continue
        segment = recording.segments.get(path)
        parts = path.removeprefix(f"{LANE_B}/").split("/")
        role = "segment" if segment else _ROLES.get(parts[0])
        lane = "b" if path.startswith(f"{LANE_B}/") else None
        problems.expect(f"lane of {path}", entry.get("lane"), lane)
        problems.expect(f"role of {path}", entry.get("role"), role)
        facts = segment or _other(recording.folder / path)
        for name, value in _numbers(facts).items():
            problems.expect(f"{name} of {path}", entry.get(name), value)


def _belongs(path: Path) -> bool:
    """Files of the recording, without the recorder's own lock and what is being replaced."""
    parts = path.parts[1:] if path.parts[0] == LANE_B else path.parts
    return parts[0] in _ROLES or path.suffix == ".jsonl"


def _other(path: Path) -> SegmentFacts:
    with path.open("rb") as file:
        return SegmentFacts(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _numbers(facts: SegmentFacts) -> dict[str, object]:
    return {
        "size": facts.size,
        "sha256": facts.sha256,
        "records": facts.records if facts.first_record is not None else None,
        "firstRecord": facts.first_record,
        "lastRecord": facts.last_record,
        "firstArrival": facts.first_arrival,
        "lastArrival": facts.last_arrival,
    }


def _check_counts(recording: Recording) -> None:
    problems, kinds = recording.problems, recording.kinds
    counts = recording.manifest.get("counts")
    if not isinstance(counts, dict):
        problems.add("no counts")
        return
    problems.expect("counts.records", counts.get("records"), kinds.total())
    problems.expect("counts.messages", counts.get("messages"), recording.messages)
    problems.expect("counts.byKind", counts.get("byKind"), dict(kinds))
    problems.expect("counts.bytes", counts.get("bytes"), recording.payload_bytes)
    topics = {t: n for t, n in recording.topics.items() if len(t.encode()) <= _LONGEST_TOPIC}
    if len(topics) < _MOST_TOPICS:
        by_topic = counts.get("byTopic")
        named = {k: v for k, v in by_topic.items() if k} if isinstance(by_topic, dict) else by_topic
        problems.expect("counts.byTopic", named, topics)


def _check_participants(recording: Recording) -> None:
    problems = recording.problems
    listed: dict[Sender, dict] = {}
    for entry in recording.manifest.get("participants") or []:
        sender = (entry.get("identity"), entry.get("sid"))
        if sender in listed:
            problems.add(f"participant {sender} is listed twice")
        listed[sender] = entry
    for sender, facts in recording.senders.items():
        entry = listed.get(sender)
        if entry is None:
            problems.add(f"sender {sender} is not among the participants")
            continue
        for name, value in _expected(facts).items():
            problems.expect(f"{name} of participant {sender}", entry.get(name), value)
    for sender, entry in listed.items():
        if sender not in recording.senders and entry.get("messages") != 0:
            problems.add(f"participant {sender} sent nothing, the manifest says otherwise")


def _expected(facts: SenderFacts) -> dict[str, object]:
    return {
        "messages": facts.messages,
        "bytes": facts.bytes,
        "firstSequence": facts.first,
        "lastSequence": facts.last,
        "unsequenced": facts.unsequenced,
    }


def _is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False
