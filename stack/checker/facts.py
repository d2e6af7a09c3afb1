"""A recording on disk, and what reading it showed."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from problems import Problems

# Identity and sid, either of which a packet may lack.
Sender = tuple[str | None, str | None]


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
    # Notes of a person that hold.
    taken: list[dict] = field(default_factory=list)
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
