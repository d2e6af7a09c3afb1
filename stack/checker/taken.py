"""Notes that a person took: what they say of themselves, and which of them still hold."""

from lines import LineError, is_decimal

# The wall clock of the note and that of the journal are read in different processes, and may be set.
_SLACK_NS = 5_000_000_000


class TakenNotes:
    """The notes of one lane, in the order of its journal."""

    def __init__(self) -> None:
        self._notes: dict[str, dict] = {}
        self._withdrawn: set[str] = set()

    def take(self, record: dict) -> None:
        """Checks one `note` record. Raises LineError."""
        if not isinstance(record.get("text"), str):
            raise LineError("a note without text")
        if "id" not in record:
            if taken := {"author", "pressed", "withdraws"} & set(record):
                raise LineError(f"a note without id has {', '.join(sorted(taken))}")
            return
        for name in ("id", "author"):
            if not isinstance(record.get(name), str) or not record[name]:
                raise LineError(f"a note with an id, but without {name}")
        for name in ("pressed", "pressedMonotonic"):
            if not is_decimal(record.get(name)):
                raise LineError(f"{name} of a note is not a decimal string")
        if int(record["pressed"]) > int(record["arrival"]) + _SLACK_NS:
            raise LineError("a note was written before its key was pressed")
        withdraws = record.get("withdraws")
        if withdraws is None:
            self._notes.setdefault(record["id"], record)
        elif withdraws in self._notes:
            self._withdrawn.add(withdraws)
        else:
            raise LineError("a note withdraws one that does not stand before it")

    def standing(self) -> list[dict]:
        """Those that hold, as the report tells them."""
        return [
            {name: note.get(name) for name in ("text", "category", "key", "pressed")}
            for identifier, note in self._notes.items()
            if identifier not in self._withdrawn
        ]
