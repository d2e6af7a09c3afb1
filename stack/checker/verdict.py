"""What became of one sender's messages."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Verdict:
    """Counts for one sender in one session.

    `sent` is recorded + missing + altered + declared + lost_lossy.
    """

    session: str
    identity: str
    sent: int = 0
    recorded: int = 0
    verified_in_bucket: int = 0
    missing: int = 0
    duplicated: int = 0
    altered: int = 0
    # In the journal, from this sender, and not in its ledger.
    unexpected: int = 0
    # Missing inside a declared gap; only with --allow-gaps.
    declared: int = 0
    # Sent lossy and missing; only with --allow-lossy-loss.
    lost_lossy: int = 0
    # Missing, and the sender itself cannot say whether it was sent. Not part of `sent`.
    uncertain: int = 0
    problems: list[str] = field(default_factory=list)
    # Of what was sent and is recorded: how much of each kind, beside plain messages.
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)

    def where(self) -> str:
        return f"session {self.session}, {self.identity}"
