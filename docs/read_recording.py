#!/usr/bin/env python3
"""Reads a recording with nothing but the standard library: python3 read_recording.py DIR

Prints each record once as a line of JSON, lanes merged, ordered by arrival; lines that cannot be read
and numbers that are missing go to standard error. Exit code 1 when there were any. Written from
docs/data-format.md; take it as the start of a reader of your own (it holds a recording in memory).
"""

import json
import re
import sys
import zlib
from collections import Counter
from pathlib import Path

OWN = ("record arrival monotonic link crc began file offset lost handle head late missing").split()
ABOUT_A_LANE = {"segment", "link", "track", "gap", "gap-filled", "clock", "note"}
EVENTS = {"participant", "room", "session"}


def read_line(line: bytes) -> dict | None:
    """The record of a line, or None when it is torn or its checksum does not match."""
    body, mark, tail = line.rpartition(b',"crc":"')
    if not mark or not re.fullmatch(rb'[0-9a-f]{8}"\}\n', tail):
        return None
    return json.loads(line) if zlib.crc32(body) == int(tail[:8], 16) else None


def read_lane(folder: Path, problems: list[str]) -> list[dict]:
    """All valid records of a lane; names what is missing."""
    records, missing, declared = [], [], set()
    for path in sorted(folder.glob("messages-*.jsonl"), key=lambda p: int(p.stem[9:])):
        for number, line in enumerate(path.open("rb"), 1):
            record = read_line(line)
            if record is None:
                problems.append(f"{path}:{number} cannot be read")
                continue
            due = records[-1]["record"] + 1 if records else 1
            missing += range(due, record["record"])
            if record["kind"] == "gap" and record["reason"] == "corrupt" and "firstRecord" in record:
                declared |= set(range(record["firstRecord"], record["lastRecord"] + 1))
            records.append(record)
    problems += [f"{folder}: record {n} is missing" for n in missing if n not in declared]
    return records


def merge(lanes: list[list[dict]]) -> list[dict]:
    """Packets and events once, whatever a lane says of itself from both."""
    seen: dict[str, Counter] = {}
    merged = []
    in_order = sorted(((int(r["arrival"]), lane, r) for lane, rs in enumerate(lanes) for r in rs),
                      key=lambda one: one[0])
    for _, lane, record in in_order:
        kind = record["kind"]
        key = json.dumps({k: v for k, v in record.items() if k not in OWN}, sort_keys=True)
        if "sid" in record and "sequence" in record and kind not in EVENTS:
            key = json.dumps([record["sid"], kind, record["sequence"]])
        counts = seen.setdefault(key, Counter())
        counts[lane] += 1
        if kind in ABOUT_A_LANE or counts[lane] > max((n for l, n in counts.items() if l != lane), default=0):
            merged.append(record)
    return merged


def main(folder: Path) -> int:
    problems: list[str] = []
    lanes = [read_lane(lane, problems) for lane in (folder, folder / "lane-b") if lane.is_dir()]
    for record in merge(lanes) if len(lanes) > 1 else lanes[0]:
        print(json.dumps(record, ensure_ascii=False))
    print("\n".join(problems), end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")
    sys.exit(main(Path(sys.argv[1])))
