"""What the recording itself declares as possibly missing."""

from dataclasses import dataclass, field

from lines import LineError, is_decimal, is_number

# A lost message was on its way: it was sent somewhat before the gap could begin.
BEFORE_NS = 1_000_000_000
# The sender's clock is read before the packet is on the wire, so little is needed here.
AFTER_NS = 100_000_000


@dataclass(slots=True)
class DeclaredGaps:
    """The gap records of all recordings of one session."""

    windows: list[tuple[int, int]] = field(default_factory=list)
    numbers: list[tuple[str | None, int, int]] = field(default_factory=list)
    # Sid and last number before a gap.
    lasts: list[tuple[str | None, int]] = field(default_factory=list)

    def add(self, gap: dict) -> None:
        if gap.get("reason") == "counter":
            # Its numbers are those of payloads; it says when, too.
            self.windows.append((int(gap["from"]), int(gap["to"])))
        elif "firstMissing" in gap and "lastMissing" in gap:
            self.numbers.append((gap.get("sid"), gap["firstMissing"], gap["lastMissing"]))
        elif "from" in gap and "to" in gap:
            self.windows.append((int(gap["from"]), int(gap["to"])))
        for sender in gap.get("senders", []):
            self.lasts.append((sender.get("sid"), sender["last"]))

    def covers_time(self, t: int) -> bool:
        return any(a - BEFORE_NS <= t <= b + AFTER_NS for a, b in self.windows)

    def covers_rest(self, sid: str | None, sequence: int) -> bool:
        """For numbers of a sender of whom nothing later was recorded: a gap began below them."""
        return any(sid == of and last < sequence for of, last in self.lasts)

    def covers_number(self, sid: str | None, sequence: int) -> bool:
        return any(sid == of and a <= sequence <= b for of, a, b in self.numbers)


def check_gap(record: dict) -> None:
    """Checks the members of a gap whose numbers are those of a counter in payloads. Raises LineError."""
    if record.get("reason") != "counter":
        return
    if not (is_decimal(record.get("from")) and is_decimal(record.get("to"))):
        raise LineError("a counter's gap without its times")
    first, last = record.get("firstMissing"), record.get("lastMissing")
    if not (is_number(first) and is_number(last) and first <= last):
        raise LineError("a counter's gap without its numbers")
    if not record.get("identity") and not record.get("sid") and "topic" not in record:
        raise LineError("a counter's gap that says nothing of whose it is")
