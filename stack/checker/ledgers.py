"""What the senders say that they sent. Two kinds of ledgers, both JSON Lines.

Device ledger (stack/devices):
  {"ledger":"device","version":1,"sessionId":…|null,"room":…,"identity":…,"sid":…,"device":…,"t":…}
  {"n":1,"topic":"","reliable":true,"sha256":…,"base64":…,"t":…}    published
  the same with "uncertain":"why"                                   the publish failed: may be sent
  {"event":"interrupted","heard":…,"t":…}  {"event":"resumed","sid":…,"t":…}
                                    the device lost its connection; the server was there at `heard`
  {"event":"end","reason":…,"drained":true|false,"heard":…,"sent":N,"t":…}
and what things.py describes: everything that is no plain message.
`t` is the wall clock in nanoseconds, a decimal string, taken just before publishing.

Fast sender's ledger (stack/fast-sender): a header with "ledger":"fast-sender", topic, reliable and
size, then for each sender identity, sid, first, last, count, confirmed, drained. The payloads
follow from their numbers (fast_payload.py).
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from things import Thing, read_thing

# How long before a break of the device's own connection a message may have been lost with it:
# publishing returns before the packet is on the wire.
UNCERTAIN_NS = 500_000_000
FOREVER = 1 << 63


class LedgerError(Exception):
    """A ledger that cannot be used. Its text names the file and the line."""


@dataclass(slots=True)
class Entry:
    """One message of a device."""

    n: int
    topic: str
    reliable: bool
    digest: bytes
    t: int
    published: bool


@dataclass(slots=True)
class DeviceLedger:
    path: Path
    session_id: str | None
    room: str
    identity: str
    started: int
    entries: list[Entry] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    # Times in which a message may have been lost on the device's side.
    uncertain: list[tuple[int, int]] = field(default_factory=list)
    # False: the device was killed; one message may have been published and not written here.
    ended: bool = False

    def is_uncertain(self, entry: Entry | Thing) -> bool:
        return not entry.published or any(a <= entry.t <= b for a, b in self.uncertain)


@dataclass(slots=True)
class FastLedger:
    """The messages first to last of one sender, those after `confirmed` uncertain."""

    path: Path
    session_id: str | None
    room: str
    identity: str
    sid: str
    topic: str
    reliable: bool
    size: int
    first: int
    last: int
    confirmed: int


Ledger = DeviceLedger | FastLedger


def read_ledgers(folder: Path) -> list[Ledger]:
    """All ledgers of a folder and its sub-folders, in the order of their names."""
    ledgers: list[Ledger] = []
    for path in sorted(folder.rglob("*.jsonl")):
        ledgers.extend(_read(path))
    return ledgers


def _read(path: Path) -> list[Ledger]:
    raw = path.read_bytes().split(b"\n")
    # A killed device may leave a torn last line: that message was never confirmed by a whole line.
    torn = raw.pop()
    if not raw:
        raise LedgerError(f"{path}: no whole line")
    lines = []
    for number, line in enumerate(raw, 1):
        try:
            lines.append(json.loads(line))
        except ValueError as error:
            raise LedgerError(f"{path}:{number}: {error}") from error
    header, rest = lines[0], lines[1:]
    try:
        match header.get("ledger"), header.get("version"):
            case "device", 1:
                return [_device(path, header, rest, bool(torn))]
            case "fast-sender", 1:
                return [_fast(path, header, line) for line in rest]
            case kind:
                raise LedgerError(f"{path}: unknown ledger {kind}")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LedgerError(f"{path}: {type(error).__name__}: {error}") from error


def _device(path: Path, header: dict, lines: list[dict], torn: bool) -> DeviceLedger:
    ledger = DeviceLedger(
        path, header["sessionId"], header["room"], header["identity"], int(header["t"])
    )
    interrupted: int | None = None
    for line in lines:
        match line.get("event"):
            case None if "kind" in line:
                ledger.things.append(read_thing(line))
            case None:
                ledger.entries.append(_entry(path, line))
            case "interrupted":
                interrupted = _heard(line)
            case "resumed":
                if interrupted is not None:
                    ledger.uncertain.append((interrupted - UNCERTAIN_NS, int(line["t"])))
                interrupted = None
            case "end":
                ledger.ended = True
                published = sum(entry.published for entry in ledger.entries) + len(ledger.things)
                if line["sent"] != published:
                    raise LedgerError(f"{path}: ends with {line['sent']}, holds {published}")
                if not line["drained"]:
                    ledger.uncertain.append((_heard(line) - UNCERTAIN_NS, FOREVER))
    if interrupted is not None:
        ledger.uncertain.append((interrupted - UNCERTAIN_NS, FOREVER))
    if torn and ledger.ended:
        raise LedgerError(f"{path}: a torn line after the end")
    if not ledger.ended and (ledger.entries or ledger.things):
        end = max(each.t for each in (*ledger.entries, *ledger.things))
        ledger.uncertain.append((end - UNCERTAIN_NS, FOREVER))
    return ledger


def _heard(line: dict) -> int:
    """A connection may be dead for 15 s before the device learns of it."""
    return min(int(line.get("heard", line["t"])), int(line["t"]))


def _entry(path: Path, line: dict) -> Entry:
    payload = base64.b64decode(line["base64"], validate=True)
    digest = hashlib.sha256(payload).digest()
    if digest.hex() != line["sha256"]:
        raise LedgerError(f"{path}: message {line['n']}: base64 and sha256 differ")
    return Entry(
        n=int(line["n"]),
        topic=line["topic"],
        reliable=line["reliable"],
        digest=digest,
        t=int(line["t"]),
        published="uncertain" not in line,
    )


def _fast(path: Path, header: dict, line: dict) -> FastLedger:
    return FastLedger(
        path=path,
        session_id=header["sessionId"],
        room=header["room"],
        identity=line["identity"],
        sid=line["sid"],
        topic=header["topic"],
        reliable=header["reliable"],
        size=header["size"],
        first=line["first"],
        last=line["last"],
        confirmed=line["last"] if line["drained"] else line["confirmed"],
    )
