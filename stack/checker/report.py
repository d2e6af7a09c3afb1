"""The result, as a table for people or one JSON object for programs."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field

from verdict import Verdict

_COUNTS = (
    "sent",
    "recorded",
    "missing",
    "duplicated",
    "altered",
    "unexpected",
    "declared",
    "lost_lossy",
    "uncertain",
)
_BUCKET = "verified_in_bucket"
_HEADINGS = {"lost_lossy": "lossy lost", _BUCKET: "in bucket"}
# Shown only when they say something.
_SELDOM = ("unexpected", "declared", "lost_lossy", "uncertain")


@dataclass(slots=True)
class Report:
    with_bucket: bool
    verdicts: list[Verdict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # What a person noted in the recordings, as far as it was not withdrawn.
    taken: list[dict] = field(default_factory=list)

    def total(self, name: str) -> int:
        return sum(getattr(verdict, name) for verdict in self.verdicts)

    def passed(self) -> bool:
        """Everything that was sent is recorded, once and unaltered, and lies in the bucket."""
        recorded = self.total("recorded")
        excused = self.total("declared") + self.total("lost_lossy")
        return (
            not self.problems
            and not any(verdict.problems for verdict in self.verdicts)
            and recorded > 0
            and self.total("sent") - excused == recorded
            and (not self.with_bucket or self.total(_BUCKET) == recorded)
            and not any(self.total(n) for n in ("missing", "duplicated", "altered", "unexpected"))
        )

    def all_problems(self) -> list[str]:
        return self.problems + [text for verdict in self.verdicts for text in verdict.problems]

    def kinds(self) -> dict[str, dict[str, int]]:
        """What was sent beside plain messages, by kind."""
        sums: dict[str, Counter] = {}
        for verdict in self.verdicts:
            for kind, counts in verdict.kinds.items():
                sums.setdefault(kind, Counter()).update(counts)
        return {kind: dict(sums[kind]) for kind in sorted(sums)}

    def as_json(self) -> str:
        totals = {_camel(name): self.total(name) for name in (*_COUNTS, _BUCKET)}
        senders = []
        for verdict in self.verdicts:
            members = {_camel(name): value for name, value in asdict(verdict).items()}
            senders.append(members)
        return json.dumps(
            totals
            | {
                "passed": self.passed(),
                "bucketChecked": self.with_bucket,
                "kinds": self.kinds(),
                "senders": senders,
                "problems": self.all_problems(),
                "notes": self.notes,
                "taken": self.taken,
            }
        )

    def as_table(self) -> str:
        columns = [n for n in _COUNTS if n not in _SELDOM or self.total(n)]
        if self.with_bucket:
            columns.append(_BUCKET)
        rows = [["session", "sender"] + [_HEADINGS.get(name, name) for name in columns]]
        for verdict in self.verdicts:
            counts = [str(getattr(verdict, name)) for name in columns]
            rows.append([printable(verdict.session), printable(verdict.identity), *counts])
        rows.append(["total", ""] + [str(self.total(name)) for name in columns])
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = [
            "  ".join(
                cell.ljust(width) if i < 2 else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]
        for kind, counts in self.kinds().items():
            lines.append(f"of these {kind}: {counts['recorded']} of {counts['sent']}")
        lines += [f"note: {printable(text)}" for text in self.notes]
        lines += [f"problem: {printable(text)}" for text in self.all_problems()]
        lines.append("passed" if self.passed() else "FAILED")
        return "\n".join(lines)


def printable(text: str) -> str:
    """Names come from strangers: nothing in them may steer the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)
