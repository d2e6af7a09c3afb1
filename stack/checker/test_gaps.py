"""Missing messages that are declared, uncertain or lossy, and those that are not."""

import contextlib
import io
import unittest

from building import START, STEP
from checker_case import CheckerTest

SECOND = 10**9


class GapTest(CheckerTest):
    def lose(self, count: int, t: int | None = None, reliable: bool = True) -> None:
        """Sent, and not recorded."""
        for n in range(count):
            self.ledger.message(b"lost %d" % n, "t", reliable, t)
        if reliable:
            self.recording.skip("device-1", count)

    def gap(self, **members: object) -> None:
        self.recording.line("gap", {"reason": "link-lost"} | members)

    def test_missing_is_missing(self) -> None:
        self.ten()
        self.lose(2)
        self.send(b"after")
        self.write()
        self.assert_fails("message 11 is missing", "--allow-gaps", missing=2, declared=0, sent=13)

    def test_declared_by_time(self) -> None:
        self.ten()
        late = START + 20 * SECOND
        self.lose(3, t=late)
        self.gap(**{"from": str(late - SECOND), "to": str(late + SECOND)})
        self.write()
        self.assert_passes("--allow-gaps", declared=3, recorded=10, sent=13)
        self.assert_fails("is missing", missing=3, declared=0)

    def test_a_gap_at_another_time(self) -> None:
        self.ten()
        self.lose(3, t=START + 20 * SECOND)
        self.gap(**{"from": str(START + 30 * SECOND), "to": str(START + 40 * SECOND)})
        self.write()
        self.assert_fails("is missing", "--allow-gaps", missing=3)

    def test_declared_by_sequence(self) -> None:
        self.ten()
        self.lose(2)
        numbers = {"firstMissing": 11, "lastMissing": 12}
        self.gap(reason="sequence", identity="device-1", sid="PA_device-1", **numbers)
        self.send(b"after")
        self.write()
        self.assert_passes("--allow-gaps", declared=2, recorded=11, sent=13)

    def test_declared_by_the_last_number_before_a_gap(self) -> None:
        self.ten()
        # They were on their way for longer than a moment.
        late = START + 60 * SECOND
        self.lose(3, t=late - 20 * SECOND)
        senders = [{"identity": "device-1", "sid": "PA_device-1", "last": 10}]
        self.gap(**{"from": str(late), "to": str(late + SECOND), "senders": senders})
        self.write()
        self.assert_passes("--allow-gaps", declared=3, recorded=10, sent=13)

    def test_the_last_number_says_nothing_when_later_ones_came(self) -> None:
        self.ten()
        late = START + 60 * SECOND
        self.lose(1, t=late - 20 * SECOND)
        senders = [{"identity": "device-1", "sid": "PA_device-1", "last": 10}]
        self.gap(**{"from": str(late), "to": str(late + SECOND), "senders": senders})
        self.send(b"after")
        self.write()
        self.assert_fails("message 11 is missing", "--allow-gaps", missing=1)

    def test_another_senders_sequence(self) -> None:
        self.ten()
        self.lose(1)
        self.gap(reason="sequence", sid="PA_other", firstMissing=11, lastMissing=11)
        self.write()
        self.assert_fails("is missing", "--allow-gaps", missing=1)

    def test_a_sequence_gap_covers_what_came_before_the_first(self) -> None:
        self.lose(2)
        self.gap(reason="sequence", sid="PA_device-1", firstMissing=1, lastMissing=2)
        self.ten()
        self.write()
        self.assert_passes("--allow-gaps", declared=2, recorded=10)

    def test_lossy(self) -> None:
        self.ten()
        self.lose(2, reliable=False)
        self.write()
        self.assert_fails("is missing", missing=2)
        self.assert_passes("--allow-lossy-loss", lostLossy=2, sent=12, recorded=10)


class UncertainTest(CheckerTest):
    """What a sender itself cannot answer for does not count as sent."""

    def test_a_publish_that_failed(self) -> None:
        self.ten()
        self.ledger.message(b"refused", "t")["uncertain"] = "refused"
        self.ledger.sent -= 1
        self.ledger.write()
        self.recording.write()
        self.assert_passes(sent=10, uncertain=1)

    def test_a_publish_that_failed_and_came_all_the_same(self) -> None:
        self.ten()
        self.send(b"refused")
        self.ledger.lines[-1]["uncertain"] = "refused"
        self.ledger.sent -= 1
        self.ledger.write()
        self.recording.write()
        self.assert_passes(sent=11, recorded=11, uncertain=0)

    def test_the_tail_of_a_device_that_left_without_draining(self) -> None:
        for second in range(10):
            payload = b"message %d" % second
            self.ledger.message(payload, "t", t=START + second * SECOND)
            self.recording.data("device-1", payload, "t")
        self.ledger.message(b"tail", "t", t=START + 10 * SECOND)
        self.ledger.event("end", START + 10 * SECOND + STEP, drained=False, sent=11)
        self.ledger.write(ended=False)
        self.recording.write()
        self.assert_passes(sent=10, uncertain=1)

    def test_only_the_tail(self) -> None:
        self.ledger.message(b"lost", "t", t=START)
        self.ledger.message(b"tail", "t", t=START + SECOND)
        self.ledger.write(ended=False)
        self.recording.data("device-1", b"tail", "t")
        self.recording.write()
        self.assert_fails("message 1 is missing", missing=1, uncertain=0)

    def test_a_killed_device_may_have_sent_one_more(self) -> None:
        self.ten()
        self.recording.data("device-1", b"not in the ledger", "t")
        self.ledger.write(ended=False)
        self.recording.write()
        self.assert_passes(sent=10)
        self.recording.data("device-1", b"nor this", "t")
        self.recording.write()
        self.assert_fails("that it never sent", unexpected=1)

    def test_while_the_device_had_no_connection(self) -> None:
        self.ten()
        self.ledger.message(b"on the way", "t", t=START + 20 * SECOND)
        self.ledger.event("interrupted", START + 20 * SECOND + STEP)
        self.ledger.event("resumed", START + 25 * SECOND, sid="PA_other")
        self.ledger.write()
        self.recording.write()
        self.assert_passes(sent=10, uncertain=1)


    def test_while_the_device_did_not_know_that_its_connection_was_dead(self) -> None:
        self.ten()
        self.ledger.message(b"into the void", "t", t=START + 20 * SECOND)
        heard = str(START + 15 * SECOND)
        self.ledger.event("interrupted", START + 30 * SECOND, heard=heard)
        self.ledger.event("resumed", START + 31 * SECOND, sid="PA_other")
        self.ledger.write()
        self.recording.write()
        self.assert_passes(sent=10, uncertain=1)


class LedgerTest(CheckerTest):
    def test_no_ledger(self) -> None:
        self.recording.write()
        self.assert_fails("no ledger")

    def test_nothing_sent(self) -> None:
        self.write()
        code, result = self.run_checker()
        self.assertEqual((code, result["sent"]), (1, 0))

    def test_a_ledger_that_contradicts_itself(self) -> None:
        self.ten()
        self.ledger.lines[3]["sha256"] = "0" * 64
        self.write()
        self.assert_fails("base64 and sha256 differ")

    def test_a_count_that_is_wrong(self) -> None:
        self.ten()
        del self.ledger.lines[3]
        self.write()
        self.assert_fails("ends with 10, holds 9")

    def test_wrong_usage(self) -> None:
        for options in (["--bucket-url", "http://x"], ["--bucket-dir", "nowhere"], ["--nonsense"]):
            stderr = contextlib.redirect_stderr(io.StringIO())
            with self.subTest(options), stderr, self.assertRaises(SystemExit) as ended:
                self.run_main(*options)
            self.assertEqual(ended.exception.code, 2)


if __name__ == "__main__":
    unittest.main()
