"""What a ledger says of everything that is no plain message, and finding it in the journal.

Lines of a device ledger, beside those that ledgers.py describes:
  {"n":7,"kind":"chat","expect":{…},"t":…}
  the same with "size" and "sha256" of the content, or "contains" (base64 of bytes of the packet)
A record is what was sent when it is of that kind, has every member of `expect`, and that content.
Of streams the members are those of header and end, and `endAttributes` those of the trailer.
"""

import base64
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from problems import Problems

# What somebody became, not what they sent: one record may tell several changes.
_STATES = ("participant", "room")
# Never sent again when lost.
_LOSSY = ("data-track",)


@dataclass(slots=True)
class Thing:
    """One line of a ledger."""

    n: int
    kind: str
    expect: dict
    digest: bytes | None
    contains: bytes | None
    t: int
    published: bool = True

    @property
    def reliable(self) -> bool:
        return self.kind not in _LOSSY


@dataclass(slots=True)
class Seen:
    """A record that is no `data`, or a whole stream."""

    kind: str
    members: dict
    segment: str
    # Of the content, where the kind has one that is compared.
    digest: bytes | None = None
    packet: bytes = b""

    @property
    def identity(self) -> str | None:
        return self.members.get("identity")


def read_thing(line: dict) -> Thing:
    digest = line.get("sha256")
    contains = line.get("contains")
    return Thing(
        n=int(line["n"]),
        kind=str(line["kind"]),
        expect=dict(line["expect"]),
        digest=None if digest is None else bytes.fromhex(digest),
        contains=None if contains is None else base64.b64decode(contains, validate=True),
        t=int(line["t"]),
    )


@dataclass(slots=True)
class Found:
    """What came of the things of one sender."""

    # Sent and recorded, by kind.
    sent: Counter
    recorded: Counter
    # Segments that hold what was recorded, one for each.
    segments: list[tuple[str, str]]
    lost: list[Thing]
    unexpected: int = 0


class ThingMatcher:
    """All things of one identity in one session."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._seen: list[tuple[Seen, str]] = []

    def see(self, seen: Seen, recording: str) -> None:
        self._seen.append((seen, recording))

    def match(self, things: list[Thing], spare: int) -> Found:
        """@param spare: so many packets may be there that the sender could not write down."""
        found = Found(Counter(), Counter(), [], [])
        taken: set[int] = set()
        last: Counter[str] = Counter()
        for thing in things:
            place = self._find(thing, taken)
            if place is None:
                found.lost.append(thing)
                continue
            found.sent[thing.kind] += 1
            found.recorded[thing.kind] += 1
            seen, recording = self._seen[place]
            found.segments.append((recording, seen.segment))
            if thing.kind not in _STATES:
                taken.add(place)
            if place < last[thing.kind] and thing.reliable:
                self._problems.add(f"{thing.kind} {thing.n} is out of order")
            last[thing.kind] = max(place, last[thing.kind])
        strange = self._strange(taken)
        found.unexpected = max(0, len(strange) - spare)
        if found.unexpected:
            kinds = ", ".join(sorted({seen.kind for seen in strange}))
            self._problems.add(f"{len(strange)} in the journal that it never sent: {kinds}")
        return found

    def _find(self, thing: Thing, taken: set[int]) -> int | None:
        for place, (seen, _) in enumerate(self._seen):
            if place not in taken and _is(thing, seen):
                return place
        return None

    def _strange(self, taken: set[int]) -> list[Seen]:
        """Those that stand for no line. Packets of data tracks come once over each link."""
        tracks = {_frame(self._seen[place][0]) for place in taken} - {None}
        return [
            seen
            for place, (seen, _) in enumerate(self._seen)
            if place not in taken and seen.kind not in _STATES and _frame(seen) not in tracks
        ]


def _is(thing: Thing, seen: Seen) -> bool:
    return (
        thing.kind == seen.kind
        and all(seen.members.get(name) == value for name, value in thing.expect.items())
        and (thing.digest is None or thing.digest == seen.digest)
        and (thing.contains is None or thing.contains in seen.packet)
    )


def _frame(seen: Seen) -> tuple | None:
    if seen.kind != "data-track":
        return None
    members = seen.members
    return members.get("trackSid"), members["frameSequence"], members["frame"], seen.digest


def merge_streams(lanes: list[list[Seen]], take: Callable[[Seen], None]) -> None:
    """Of a stream that two lanes have the one that is whole; the n-th of an id is the same stream."""
    best: dict[tuple, Seen] = {}
    for lane in lanes:
        counts: Counter[tuple] = Counter()
        for seen in lane:
            key = (seen.identity, seen.members.get("sid"), seen.members["stream"])
            counts[key] += 1
            known = best.get((*key, counts[key]))
            if known is None or known.members["state"] != "complete":
                best[*key, counts[key]] = seen
    # As they began: they may end in another order.
    for seen in sorted(best.values(), key=lambda each: int(each.members["began"])):
        take(seen)
