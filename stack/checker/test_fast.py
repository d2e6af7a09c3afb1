"""The fast sender's payloads and its compact ledger."""

import json
import unittest

from building import ROOM, SESSION
from checker_case import CheckerTest
from fast_payload import FastPayloads, number_of

SIZE = 20


class PayloadTest(unittest.TestCase):
    def test_vectors(self) -> None:
        """The same stand in stack/fast-sender/payload_test.go."""
        for n, size, expected in (
            (1, 8, "0000000000000001"),
            (1, 30, "0000000000000001dc1b77ae0bf34dad64f0eeb9026e60767b07ce91e590"),
            (2, 24, "0000000000000002b836ef5c17e69b5acbe1dd7204dcc0ec"),
            (4294967297, 27, "0000000100000001b7d8b701e5f34dad552b1c1433b26076a469bf"),
        ):
            payload = FastPayloads(size).get(n)
            self.assertEqual(payload.hex(), expected)
            self.assertEqual(number_of(payload), n)

    def test_it_does_not_matter_which_came_before(self) -> None:
        payloads = FastPayloads(100)
        first = payloads.get(1023)
        payloads.get(1024)
        self.assertEqual(payloads.get(1023), first)


class FastSenderTest(CheckerTest):
    def setUp(self) -> None:
        super().setUp()
        self.payloads = FastPayloads(SIZE)

    def write_fast(self, **sender: object) -> None:
        header = {
            "ledger": "fast-sender",
            "version": 1,
            "sessionId": SESSION,
            "room": ROOM,
            "topic": "fast",
            "reliable": True,
            "size": SIZE,
        }
        line = {
            "identity": "fast",
            "sid": "PA_fast",
            "first": 1,
            "last": 10,
            "count": 10,
            "confirmed": 10,
            "drained": True,
        }
        text = f"{json.dumps(header)}\n{json.dumps(line | sender)}\n"
        (self.root / "ledger" / "fast.jsonl").write_text(text)
        self.recording.write()

    def record(self, *numbers: int) -> None:
        for n in numbers:
            self.recording.data("fast", self.payloads.get(n), "fast")

    def test_whole(self) -> None:
        self.record(*range(1, 11))
        self.write_fast()
        self.assert_passes(sent=10, recorded=10)

    def test_missing_duplicated_unexpected(self) -> None:
        self.record(1, 2, 2, 4, 5, 6, 7, 8, 9, 10, 11)
        self.write_fast()
        self.assert_fails(
            "message 3 is missing", missing=1, duplicated=1, unexpected=1, recorded=9, sent=10
        )

    def test_altered(self) -> None:
        self.record(*range(1, 11))
        self.recording.segments[0][5]["base64"] = "AAAAAAAAAAX/////////////////////"
        self.write_fast()
        self.assert_fails("message 5 is altered", altered=1, missing=0, recorded=9, sent=10)

    def test_out_of_order(self) -> None:
        self.record(1, 3, 2, 4, 5, 6, 7, 8, 9, 10)
        self.write_fast()
        self.assert_fails("message 2 is out of order", recorded=10)

    def test_what_the_server_did_not_acknowledge_is_uncertain(self) -> None:
        self.record(*range(1, 9))
        self.write_fast(drained=False, confirmed=7)
        self.assert_passes(sent=8, recorded=8, uncertain=2)

    def test_declared_by_sequence(self) -> None:
        self.record(1, 2)
        self.recording.skip("fast", 3)
        numbers = {"sid": "PA_fast", "firstMissing": 3, "lastMissing": 5}
        self.recording.line("gap", {"reason": "sequence"} | numbers)
        self.record(6, 7, 8, 9, 10)
        self.write_fast()
        self.assert_passes("--allow-gaps", declared=3, recorded=7, sent=10)
        self.assert_fails("message 4 is missing", missing=3)


if __name__ == "__main__":
    unittest.main()
