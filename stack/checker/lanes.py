"""Two recorders of one room, put together as docs/data-format.md, "Lanes", says."""

import json
from collections import defaultdict
from dataclasses import dataclass

from lines import LineError, is_decimal, is_number

LANES = ("a", "b")
LANE_B = "lane-b"

# Records of a lane about itself, and what the server said of the room: never counted as messages.
_NO_PACKETS = frozenset(
    "segment link track gap gap-filled clock note participant room session".split()
)
# Members that may differ although both lanes saw the same packet.
_OWN = frozenset(
    "record arrival monotonic link crc began file offset lost handle head late missing".split()
)


@dataclass(slots=True)
class Held:
    """A record of a packet, and where it stands."""

    record: dict
    lane: str
    segment: str
    where: str


def is_held(record: dict) -> bool:
    """Whether a record is of a packet, or of a stream's end."""
    return record["kind"] not in _NO_PACKETS


def merge(held: list[Held]) -> list[Held]:
    """Each packet as often as the lane that has it more often, in the order of arrival.

    Of the copies of a packet the one that arrived first stays. Numbered packets of one sender
    stand in the order of their numbers: a lane may deliver late what the other one lost.
    """
    by_key: dict[str, dict[str, list[Held]]] = defaultdict(lambda: {"a": [], "b": []})
    for one in held:
        by_key[_key(one.record)][one.lane].append(one)
    merged: list[Held] = []
    for lanes in by_key.values():
        longer, shorter = sorted(lanes.values(), key=len, reverse=True)
        for index, one in enumerate(longer):
            copies = [one, *shorter[index : index + 1]]
            merged.append(min(copies, key=_arrival))
    merged.sort(key=_arrival)
    _order_by_number(merged)
    return merged


def missed(held: list[Held]) -> dict[str, int]:
    """How many packets each lane does not have and the other one has."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: {"a": 0, "b": 0})
    for one in held:
        if one.record.get("part") != "end":
            counts[_key(one.record)][one.lane] += 1
    return {
        "a": sum(max(0, both["b"] - both["a"]) for both in counts.values()),
        "b": sum(max(0, both["a"] - both["b"]) for both in counts.values()),
    }


def check_filled(record: dict) -> None:
    """Checks the members of a `gap-filled` record. Raises LineError."""
    gap = record.get("gap")
    if not isinstance(gap, dict) or gap.get("lane") not in LANES:
        raise LineError("gap-filled without a gap")
    if not is_number(gap.get("record")) or not is_number(record.get("count")):
        raise LineError("gap-filled without the gap's record, or without count")
    if record.get("by") not in LANES or record["by"] == gap["lane"]:
        raise LineError("gap-filled by no other lane")
    if not isinstance(record.get("records"), list):
        raise LineError("gap-filled without records")
    for first, last in record["records"]:
        if not (is_number(first) and is_number(last) and 0 < first <= last):
            raise LineError("gap-filled: not a range of records")
    for part in record["missing"]:
        names = set(part)
        by_time = names == {"from", "to"} and all(map(is_decimal, part.values()))
        by_number = names - {"count"} == {"firstMissing", "lastMissing"}
        by_number = by_number and all(map(is_number, part.values()))
        if not (by_time or by_number):
            raise LineError("gap-filled: missing is neither a time nor numbers")


def gaps_left(gaps: dict[str, list[dict]], fills: list[dict]) -> list[dict]:
    """The gaps of lane a and then of lane b, without what the other lane fills."""
    by_gap = {(fill["gap"]["lane"], fill["gap"]["record"]): fill for fill in reversed(fills)}
    left = []
    for lane in LANES:
        for gap in gaps.get(lane, []):
            own = gap if lane == "a" else gap | {"lane": lane}
            fill = by_gap.get((lane, gap["record"]))
            left += [own] if fill is None else [_part(own, part) for part in fill["missing"]]
    return left


def _part(gap: dict, part: dict) -> dict:
    """What stays of a gap. How many of a counter's numbers are missing is said of each part."""
    if gap.get("reason") == "counter":
        gap = {name: value for name, value in gap.items() if name != "count"}
    return gap | part


def check_fills(gaps: dict[str, list[dict]], fills: list[dict], held: list[Held]) -> list[str]:
    """What is wrong with the `gap-filled` records, in words: each claim is looked up."""
    problems = []
    known = {(lane, gap["record"]) for lane, found in gaps.items() for gap in found}
    numbers = {lane: set() for lane in LANES}
    for one in held:
        numbers[one.lane].add(one.record["record"])
    for fill in fills:
        gap = (fill["gap"]["lane"], fill["gap"]["record"])
        if gap not in known:
            problems.append(f"gap-filled names a gap that is not there: {gap}")
        inside = sum(
            sum(number in numbers[fill["by"]] for number in range(first, last + 1))
            for first, last in fill["records"]
        )
        if inside < fill["count"]:
            problems.append(f"gap-filled of {gap} counts {fill['count']}, names {inside}")
    return problems


def _key(record: dict) -> str:
    sequence = record.get("sequence")
    if record.get("sid") and sequence:
        return f"{record['sid']} {record['kind']} {sequence}"
    return json.dumps({name: value for name, value in record.items() if name not in _OWN})


def _arrival(one: Held) -> tuple[int, str, int]:
    return (int(one.record["arrival"]), one.lane, one.record["record"])


def _order_by_number(merged: list[Held]) -> None:
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(merged):
        if one.record.get("sid") and one.record.get("sequence"):
            places[one.record["sid"]].append(place)
    for of_sender in places.values():
        ordered = sorted((merged[p] for p in of_sender), key=lambda one: one.record["sequence"])
        for place, one in zip(of_sender, ordered, strict=True):
            merged[place] = one
