"""What the checker makes of notes that a person took."""

import unittest

from lines import LineError
from taken import TakenNotes


def note(identifier: str, **more: str) -> dict:
    return {
        "kind": "note",
        "arrival": "9000000000",
        "text": "t",
        "id": identifier,
        "author": "researcher",
        "pressed": "1",
        "pressedMonotonic": "1",
    } | more


class TakenTest(unittest.TestCase):
    def test_those_that_were_not_withdrawn_hold_once_each(self) -> None:
        notes = TakenNotes()
        for record in (
            {"kind": "note", "text": "the recorder's own"},
            note("1", category="code"),
            note("1", category="code"),
            note("2"),
            note("3", withdraws="2"),
        ):
            notes.take(record)
        standing = [{"text": "t", "category": "code", "key": None, "pressed": "1"}]
        self.assertEqual(notes.standing(), standing)

    def test_what_cannot_be_is_refused(self) -> None:
        for wrong in (
            {"kind": "note"},
            {"kind": "note", "text": "t", "pressed": "1"},
            note("1", author=""),
            note("1", pressed="soon"),
            note("1", pressed="20000000000"),
            note("1", withdraws="0"),
        ):
            with self.subTest(wrong=wrong), self.assertRaises(LineError):
                TakenNotes().take(wrong)


if __name__ == "__main__":
    unittest.main()
