"""The same for a fast sender: its messages are known by their numbers (fast_payload.py)."""

from collections.abc import Set

from facts import Message
from fast_payload import FastPayloads, number_of
from gaps import DeclaredGaps
from ledgers import FastLedger
from matching import Options, SegmentId
from problems import Problems
from things import Seen
from verdict import Verdict


class FastMatcher:
    """One identity in one session, with its one ledger."""

    def __init__(self, session: str, ledger: FastLedger) -> None:
        self._ledger = ledger
        self._payloads = FastPayloads(ledger.size)
        self._verdict = Verdict(session, ledger.identity)
        self._problems = Problems(self._verdict.where())
        # Number to the segment that holds it.
        self._found: dict[int, SegmentId] = {}
        self._altered: set[int] = set()
        self._last = 0

    def see(self, message: Message, recording: str) -> None:
        ledger, verdict = self._ledger, self._verdict
        n = number_of(message.payload)
        if n is None or not ledger.first <= n <= ledger.last:
            verdict.unexpected += 1
            self._problems.add("a message in the journal that it never sent")
            return
        same = message.topic == ledger.topic and message.reliable == ledger.reliable
        if not same or message.payload != self._payloads.get(n):
            self._altered.add(n)
            self._problems.add(f"message {n} is altered")
            return
        if n in self._found:
            verdict.duplicated += 1
            self._problems.add(f"message {n} is there more than once")
            return
        if ledger.reliable and n < self._last:
            self._problems.add(f"message {n} is out of order")
        self._last = max(self._last, n)
        self._found[n] = (recording, message.segment)

    def see_thing(self, seen: Seen, _recording: str) -> None:
        if seen.kind == "participant":
            return
        self._verdict.unexpected += 1
        self._problems.add(f"a {seen.kind} in the journal that it never sent")

    def judge(self, gaps: DeclaredGaps, in_bucket: Set[SegmentId], options: Options) -> Verdict:
        ledger, verdict = self._ledger, self._verdict
        verdict.recorded = verdict.sent = len(self._found)
        verdict.verified_in_bucket = sum(segment in in_bucket for segment in self._found.values())
        altered = self._altered - self._found.keys()
        # An altered copy beside the true one is one message too many.
        verdict.unexpected += len(self._altered) - len(altered)
        verdict.altered = len(altered)
        verdict.sent += len(altered)
        for n in range(ledger.first, ledger.last + 1):
            if n in self._found or n in altered:
                continue
            if n > ledger.confirmed:
                verdict.uncertain += 1
                continue
            verdict.sent += 1
            if options.allow_lossy_loss and not ledger.reliable:
                verdict.lost_lossy += 1
            # It sends nothing else and does not reconnect, so its sequence numbers begin at 1.
            elif options.allow_gaps and gaps.covers_number(ledger.sid, n - ledger.first + 1):
                verdict.declared += 1
            else:
                verdict.missing += 1
                self._problems.add(f"message {n} is missing")
        verdict.problems = self._problems.texts()
        return verdict
