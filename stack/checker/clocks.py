"""Records of kind `clock`, and what a manifest says of them."""

import re

from lines import LineError

_SIGNED = re.compile(r"-?\d+", re.ASCII)
_COMPARISON = ("measured", "measuredMonotonic", "offset", "uncertainty")
_MOST_MOVES = 100


def check_clock(record: dict) -> None:
    """Checks the members of a `clock` record. Raises LineError."""
    match record.get("event"):
        case "start" | "periodic" | "end":
            if record.get("reference") not in ("ntp", "livekit"):
                raise LineError("a comparison with nothing")
            for name in _COMPARISON:
                if not _is_decimal(record.get(name)) or (
                    name != "offset" and record[name].startswith("-")
                ):
                    raise LineError(f"{name} is not a decimal string")
        case "step" | "drift":
            if not _is_decimal(record.get("change")):
                raise LineError("change is not a decimal string")
        case other:
            raise LineError(f"event is {other!r}")


def clock_summary(records: list[dict]) -> dict | None:
    """What the manifest's `clock` should be."""
    if not records:
        return None
    moves = [
        {name: record[name] for name in ("event", "arrival", "change")}
        for record in records
        if record.get("event") in ("step", "drift") and "change" in record
    ]
    return {
        "ntp": _reference(records, "ntp"),
        "livekit": _reference(records, "livekit"),
        "moves": moves[:_MOST_MOVES],
    }


def _reference(records: list[dict], reference: str) -> dict | None:
    compared = [r for r in records if r.get("reference") == reference]
    if not compared:
        return None
    points = [{name: record.get(name) for name in _COMPARISON} for record in compared]
    return {
        "server": compared[-1].get("server"),
        "comparisons": len(compared),
        "first": points[0],
        "last": points[-1],
        "best": min(points, key=lambda point: int(point["uncertainty"] or 0)),
    }


def _is_decimal(value: object) -> bool:
    return isinstance(value, str) and _SIGNED.fullmatch(value) is not None
