"""Gaps of counters in payloads: what the other lane has of them, looked up in its payloads."""

import json
import re
from collections.abc import Iterator

from lanes import Held
from lines import LineError, is_number, payload_members

_PATH = re.compile(r"\$((?:\.[A-Za-z0-9_-]+|\[\d{1,6}\]|\['[^']+'\])+)")
_STEP = re.compile(r"\.([A-Za-z0-9_-]+)|\[(\d+)\]|\['([^']+)'\]")
_DIGITS = re.compile(r"\d{1,15}", re.ASCII)

_MOST_SAFE = 2**53 - 1
_NEAR_NS = 2_000_000_000


def check_counter_fills(
    gaps: dict[str, list[dict]], fills: list[dict], held: list[Held]
) -> list[str]:
    """What is wrong with the fills of `counter` gaps, and with gaps that should have had one."""
    problems: list[str] = []
    by_gap = {(fill["gap"]["lane"], fill["gap"]["record"]): fill for fill in reversed(fills)}
    sources = _by_source(held) if any(map(_is_readable, sum(gaps.values(), []))) else {}
    for lane, found in gaps.items():
        for gap in found:
            if gap.get("reason") != "counter":
                continue
            fill = by_gap.get((lane, gap["record"]))
            what = f"counter gap {lane}:{gap['record']}"
            if not _is_readable(gap):
                if fill is not None:
                    problems.append(f"{what} is filled and does not say where the counter stands")
                continue
            problems += [f"{what} {text}" for text in _check(lane, gap, fill, sources)]
    return problems


def _check(lane: str, gap: dict, fill: dict | None, sources: dict) -> Iterator[str]:
    """Between the packets before and after, what a lane has is beyond doubt; around them, it may count."""
    own, others, named = _around(lane, gap, fill, sources)
    # Of a gap that stands for many, the lane has the numbers between them.
    is_many = "count" in gap
    whole = set(range(gap["firstMissing"], gap["lastMissing"] + 1)) - (own[0] if is_many else set())
    missing, counted = set(), 0
    for part in [gap] if fill is None else fill["missing"]:
        inside = whole & set(range(part["firstMissing"], part["lastMissing"] + 1))
        if "count" in part:
            counted += part["count"]
            if len(inside - others[0]) < part["count"]:
                yield f"says {part['count']} are missing of {len(inside - others[0])}"
        else:
            missing |= inside
    if wrong := (missing & others[0]) - own[1]:
        yield f"says {min(wrong)} is missing, which the other lane has"
    if fill is None:
        return
    total = gap["count"] if is_many else len(whole)
    if counted > 0 and total - counted - len(missing) > len(named):
        yield f"says {total - counted - len(missing)} are filled, {len(named)} are named"
    if counted == 0 and (wrong := whole - missing - named - (own[1] if is_many else set())):
        yield f"says {min(wrong)} is filled, which no record named holds"


Numbers = tuple[set[int], set[int]]


def _around(
    lane: str, gap: dict, fill: dict | None, sources: dict
) -> tuple[Numbers, Numbers, set[int]]:
    """Numbers of the gap in its lane and in the other, in it and near it; those in records named."""
    own: Numbers = (set(), set())
    others: Numbers = (set(), set())
    named: set[int] = set()
    begin, end = int(gap["from"]), int(gap["to"])
    for one in sources.get(_source(gap), []):
        at = int(one.record["arrival"])
        if not begin - _NEAR_NS <= at <= end + _NEAR_NS:
            continue
        number = counter_in(gap["counter"], one.record)
        if number is None or not gap["firstMissing"] <= number <= gap["lastMissing"]:
            continue
        inside, near = own if one.lane == lane else others
        near.add(number)
        if begin <= at <= end:
            inside.add(number)
        record = one.record["record"]
        if one.lane != lane and fill is not None:
            if any(a <= record <= b for a, b in fill["records"]):
                named.add(number)
    return own, others, named


def counter_in(path: str, record: dict) -> int | None:
    """The number at `path` in the payload of a `data` record: a whole number from 0 on, or its digits."""
    try:
        value = json.loads(payload_members(record).decode("utf-8", "replace"))
    except (LineError, ValueError, RecursionError):
        return None
    for name, place, quoted in _STEP.findall(path):
        if isinstance(value, dict):
            value = value.get(name or place or quoted)
        elif isinstance(value, list) and place and int(place) < len(value):
            value = value[int(place)]
        else:
            return None
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if is_number(value) and 0 <= value <= _MOST_SAFE else None


def _is_readable(gap: dict) -> bool:
    """Earlier versions did not say where in the payload the counter stands."""
    path = gap.get("counter")
    return isinstance(path, str) and _PATH.fullmatch(path) is not None


def _by_source(held: list[Held]) -> dict[tuple[str, str], list[Held]]:
    sources: dict[tuple[str, str], list[Held]] = {}
    for one in held:
        if one.record["kind"] == "data" and not one.record.get("sequence"):
            sources.setdefault(_source(one.record), []).append(one)
    return sources


def _source(record: dict) -> tuple[str, str]:
    return (record.get("sid") or record.get("identity") or "", record.get("topic") or "")
