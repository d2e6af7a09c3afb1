"""Finds each message of the device ledgers in the journal: once, unaltered, in order."""

import hashlib
from collections import Counter, defaultdict, deque
from collections.abc import Set
from dataclasses import dataclass

from facts import Message
from gaps import DeclaredGaps
from ledgers import DeviceLedger, Entry
from problems import Problems
from things import Seen, Thing, ThingMatcher
from verdict import Verdict

Key = tuple[str, bool, bytes]
# A segment of a recording: folder and file name.
SegmentId = tuple[str, str]


@dataclass(slots=True)
class Options:
    allow_gaps: bool = False
    allow_lossy_loss: bool = False


@dataclass(slots=True)
class _Sighting:
    """A message of this sender in the journal."""

    key: Key
    sid: str | None
    sequence: int | None
    segment: SegmentId


class DeviceMatcher:
    """One identity in one session: all its ledgers, and all that the journal holds from it."""

    def __init__(self, session: str, identity: str) -> None:
        self._verdict = Verdict(session, identity)
        self._problems = Problems(self._verdict.where())
        self._ledgers: list[DeviceLedger] = []
        self._sightings: list[_Sighting] = []
        self._things = ThingMatcher(self._problems)
        # Entry (ledger, index) to the place of its sighting.
        self._found: dict[tuple[int, int], int] = {}

    def add(self, ledger: DeviceLedger) -> None:
        self._ledgers.append(ledger)
        self._ledgers.sort(key=lambda each: each.started)

    def see(self, message: Message, recording: str) -> None:
        digest = hashlib.sha256(message.payload).digest()
        key = (message.topic, message.reliable, digest)
        self._sightings.append(
            _Sighting(key, message.sid, message.sequence, (recording, message.segment))
        )

    def see_thing(self, seen: Seen, recording: str) -> None:
        self._things.see(seen, recording)

    def judge(self, gaps: DeclaredGaps, in_bucket: Set[SegmentId], options: Options) -> Verdict:
        waiting: dict[Key, deque[tuple[int, int]]] = defaultdict(deque)
        for at, ledger in enumerate(self._ledgers):
            for index, entry in enumerate(ledger.entries):
                waiting[_key(entry)].append((at, index))
        extras = []
        for place, sighting in enumerate(self._sightings):
            if queue := waiting.get(sighting.key):
                self._found[queue.popleft()] = place
            else:
                extras.append(sighting)
        verdict = self._verdict
        verdict.recorded = verdict.sent = len(self._found)
        for place in self._found.values():
            verdict.verified_in_bucket += self._sightings[place].segment in in_bucket
        lost = sorted(at for queue in waiting.values() for at in queue)
        strange = [sighting for sighting in extras if sighting.key not in waiting]
        verdict.duplicated = len(extras) - len(strange)
        if verdict.duplicated:
            self._problems.add(f"{verdict.duplicated} messages are there more than once")
        strange = self._take_altered(lost, strange)
        self._judge_strange(strange)
        for at in lost:
            self._judge_lost(at, gaps, options)
        self._check_order(extras)
        self._judge_things(gaps, in_bucket, options)
        verdict.problems = self._problems.texts()
        return verdict

    def _judge_things(
        self, gaps: DeclaredGaps, in_bucket: Set[SegmentId], options: Options
    ) -> None:
        verdict = self._verdict
        things = [thing for ledger in self._ledgers for thing in ledger.things]
        spare = sum(not ledger.ended for ledger in self._ledgers)
        found = self._things.match(things, spare)
        verdict.sent += found.sent.total()
        verdict.recorded += found.recorded.total()
        verdict.unexpected += found.unexpected
        verdict.verified_in_bucket += sum(segment in in_bucket for segment in found.segments)
        for thing in found.lost:
            if self._is_uncertain(thing):
                verdict.uncertain += 1
                continue
            verdict.sent += 1
            found.sent[thing.kind] += 1
            if options.allow_lossy_loss and not thing.reliable:
                verdict.lost_lossy += 1
            elif options.allow_gaps and gaps.covers_time(thing.t):
                verdict.declared += 1
            else:
                verdict.missing += 1
                self._problems.add(f"{thing.kind} {thing.n} is missing")
        verdict.kinds = {
            kind: {"sent": sent, "recorded": found.recorded[kind]}
            for kind, sent in sorted(found.sent.items())
        }

    def _is_uncertain(self, thing: Thing) -> bool:
        return any(thing in each.things and each.is_uncertain(thing) for each in self._ledgers)

    def _entry(self, at: tuple[int, int]) -> Entry:
        return self._ledgers[at[0]].entries[at[1]]

    def _take_altered(
        self, lost: list[tuple[int, int]], strange: list[_Sighting]
    ) -> list[_Sighting]:
        """Pairs what is missing with what nobody sent; takes the pairs out of `lost`."""
        left = []
        for sighting in strange:
            topic, reliable, digest = sighting.key
            near = [at for at in lost if self._entry(at).digest == digest] or [
                at
                for at in lost
                if self._entry(at).topic == topic and self._entry(at).reliable == reliable
            ]
            if not near:
                left.append(sighting)
                continue
            lost.remove(near[0])
            self._verdict.altered += 1
            self._verdict.sent += 1
            self._problems.add(f"message {self._entry(near[0]).n} is altered")
        return left

    def _judge_strange(self, strange: list[_Sighting]) -> None:
        # A killed device may have published one message that it could not write down any more.
        spare = sum(not ledger.ended for ledger in self._ledgers)
        self._verdict.unexpected = max(0, len(strange) - spare)
        if self._verdict.unexpected:
            self._problems.add(f"{len(strange)} messages in the journal that it never sent")

    def _judge_lost(self, at: tuple[int, int], gaps: DeclaredGaps, options: Options) -> None:
        verdict, entry = self._verdict, self._entry(at)
        if self._ledgers[at[0]].is_uncertain(entry):
            verdict.uncertain += 1
            return
        verdict.sent += 1
        if options.allow_lossy_loss and not entry.reliable:
            verdict.lost_lossy += 1
        elif options.allow_gaps and (gaps.covers_time(entry.t) or self._numbered(at, gaps)):
            verdict.declared += 1
        else:
            verdict.missing += 1
            self._problems.add(f"message {entry.n} is missing")

    def _numbered(self, at: tuple[int, int], gaps: DeclaredGaps) -> bool:
        """Whether a declared gap in this sender's sequence numbers covers the missing message.

        Its own number is unknown, but reliable messages are numbered in the order of the ledger:
        it follows from the nearest one that was recorded.
        """
        which, index = at
        entries = self._ledgers[which].entries
        if not entries[index].reliable:
            return False
        for step, stop in ((-1, -1), (1, len(entries))):
            distance = 0
            for other in range(index, stop, step):
                distance += entries[other].reliable and other != index
                place = self._found.get((which, other))
                if place is not None and entries[other].reliable:
                    near = self._sightings[place]
                    if near.sequence is not None:
                        number = near.sequence - step * distance
                        if gaps.covers_number(near.sid, number):
                            return True
                        if step == -1 and self._is_last(which, other):
                            return gaps.covers_rest(near.sid, number)
                        break
        return False

    def _is_last(self, which: int, index: int) -> bool:
        """Whether nothing later of that ledger was recorded."""
        return not any(ledger == which and at > index for ledger, at in self._found)

    def _check_order(self, extras: list[_Sighting]) -> None:
        """Reliable messages of one ledger must stand in the journal in the ledger's order.

        Where equal messages are missing or too many, which is which cannot be told: left out.
        """
        vague = Counter(sighting.key for sighting in extras)
        for which, ledger in enumerate(self._ledgers):
            for index, entry in enumerate(ledger.entries):
                if (which, index) not in self._found:
                    vague[_key(entry)] += 1
        for which, ledger in enumerate(self._ledgers):
            last = -1
            for index, entry in enumerate(ledger.entries):
                place = self._found.get((which, index))
                if place is None or not entry.reliable or vague[_key(entry)]:
                    continue
                if place < last:
                    self._problems.add(f"message {entry.n} is out of order")
                last = max(last, place)


def _key(entry: Entry) -> Key:
    return (entry.topic, entry.reliable, entry.digest)
