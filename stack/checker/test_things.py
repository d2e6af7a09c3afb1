"""Everything that is no plain message: found, missing, altered, never sent."""

import base64
import hashlib
import unittest

from building import START, STEP, Line
from checker_case import CheckerTest
from problems import Problems
from things import Seen, ThingMatcher, merge_streams, read_thing


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class ThingTest(CheckerTest):
    """Whole recordings with chat packets, made by hand."""

    def setUp(self) -> None:
        super().setUp()
        self.ten()

    def sent(self, text: str, t: int | None = None) -> None:
        self.ledger.sent += 1
        at = START + self.ledger.sent * STEP if t is None else t
        line = {"n": self.ledger.sent, "kind": "chat", "expect": {"text": text}, "t": str(at)}
        self.ledger.lines.append(line)

    def recorded(self, text: str, identity: str = "device-1") -> None:
        members: Line = {"link": 1, "identity": identity, "sid": f"PA_{identity}"}
        sequence = self.recording.sequences[identity] = (
            self.recording.sequences.get(identity, 0) + 1
        )
        raw = _chat(identity, sequence, text)
        members |= {"sequence": sequence, "reliable": True, "id": "", "text": text}
        self.recording.line("chat", members | {"raw": base64.b64encode(raw).decode()})

    def check(self) -> dict:
        self.write()
        _, result = self.run_checker()
        return result

    def test_recorded_as_sent(self) -> None:
        for text in ("first", "second", "second"):
            self.sent(text)
            self.recorded(text)
        result = self.check()
        self.assertEqual(result["kinds"], {"chat": {"sent": 3, "recorded": 3}})
        self.assertEqual((result["sent"], result["recorded"]), (13, 13))
        # The manifest made by hand counts plain messages alone.
        self.assertEqual([text for text in result["problems"] if text.startswith("session")], [])

    def test_missing_and_altered(self) -> None:
        self.sent("sent")
        self.recorded("other")
        result = self.check()
        self.assertIn("chat 11 is missing", str(result["problems"]))
        self.assertIn("1 in the journal that it never sent: chat", str(result["problems"]))
        self.assertEqual((result["missing"], result["unexpected"]), (1, 1))

    def test_out_of_order(self) -> None:
        self.sent("first")
        self.sent("second")
        self.recorded("second")
        self.recorded("first")
        self.assertIn("chat 12 is out of order", str(self.check()["problems"]))

    def test_twice(self) -> None:
        self.sent("once")
        self.recorded("once")
        self.recorded("once")
        self.assertEqual(self.check()["unexpected"], 1)

    def test_of_somebody_without_a_ledger(self) -> None:
        self.recorded("hello", "stranger")
        self.assertIn("stranger has no ledger", str(self.check()["notes"]))


class MatcherTest(unittest.TestCase):
    def setUp(self) -> None:
        self.problems = Problems("here")
        self.matcher = ThingMatcher(self.problems)

    def see(self, kind: str, content: bytes | None = None, **members: object) -> None:
        hashed = None if content is None else hashlib.sha256(content).digest()
        self.matcher.see(Seen(kind, members, "s", hashed, content or b""), "r")

    def match(self, *lines: Line, spare: int = 0):
        things = [read_thing(line | {"n": n, "t": "5"}) for n, line in enumerate(lines, 1)]
        return self.matcher.match(things, spare)

    def test_content_counts(self) -> None:
        self.see("byte-stream", b"abc", stream="1", state="complete")
        line = {"kind": "byte-stream", "expect": {"stream": "1"}, "sha256": digest(b"abd")}
        self.assertEqual(len(self.match(line).lost), 1)
        line["sha256"] = digest(b"abc")
        self.assertEqual(self.match(line).lost, [])

    def test_members_count(self) -> None:
        self.see("byte-stream", b"abc", stream="1", state="partial")
        expect = {"stream": "1", "state": "complete"}
        line = {"kind": "byte-stream", "expect": expect, "sha256": digest(b"abc")}
        self.assertEqual(len(self.match(line).lost), 1)

    def test_bytes_of_an_unknown_packet(self) -> None:
        self.see("unknown", b"__\x01\x02__", channel="reliable")
        for content, lost in ((b"\x01\x02", 0), (b"\x02\x01", 1)):
            contains = base64.b64encode(content).decode()
            line = {"kind": "unknown", "expect": {}, "contains": contains}
            self.assertEqual(len(self.match(line).lost), lost)

    def test_one_record_may_tell_several_changes(self) -> None:
        self.see("participant", name="x", metadata="y")
        self.see("participant", name="z", metadata="y")
        lines = [
            {"kind": "participant", "expect": expect}
            for expect in ({"name": "x"}, {"metadata": "y"}, {"name": "z"}, {"name": "never"})
        ]
        found = self.match(*lines)
        self.assertEqual([thing.expect for thing in found.lost], [{"name": "never"}])
        self.assertEqual(found.unexpected, 0)

    def test_a_frame_comes_once_over_each_link(self) -> None:
        for link in (1, 2):
            self.see("data-track", b"x", link=link, trackSid="T", frameSequence=1, frame=1)
        line = {"kind": "data-track", "expect": {"frame": 1}, "sha256": digest(b"x")}
        self.assertEqual(self.match(line).unexpected, 0)
        self.see("data-track", b"y", link=1, trackSid="T", frameSequence=2, frame=2)
        self.assertEqual(self.match(line).unexpected, 1)

    def test_a_killed_sender_may_have_sent_one_more(self) -> None:
        self.see("chat", text="one more")
        self.assertEqual(self.match(spare=1).unexpected, 0)
        self.assertEqual(self.match(spare=0).unexpected, 1)


class LanesTest(unittest.TestCase):
    def test_the_lane_that_has_all_of_a_stream(self) -> None:
        def ended(state: str, began: int, stream: str = "1") -> Seen:
            members = {"stream": stream, "state": state, "sid": "PA", "began": str(began)}
            return Seen("byte-stream", members, "s")

        lane_a = [ended("partial", 5), ended("complete", 7)]
        lane_b = [ended("complete", 6), ended("partial", 8), ended("complete", 4, "2")]
        taken: list[Seen] = []
        merge_streams([lane_a, lane_b], taken.append)
        self.assertEqual(taken, [lane_b[2], lane_b[0], lane_a[1]])


def _chat(identity: str, sequence: int, text: str) -> bytes:
    """A DataPacket with a chat message, as the server would send it."""
    value = b"\x22" + bytes([len(text)]) + text.encode()
    name, sid = identity.encode(), f"PA_{identity}".encode()
    return (
        b"\x22" + bytes([len(name)]) + name
        + b"\x80\x01" + bytes([sequence])
        + b"\x8a\x01" + bytes([len(sid)]) + sid
        + b"\x4a" + bytes([len(value)]) + value
    )  # fmt: skip


if __name__ == "__main__":
    unittest.main()
