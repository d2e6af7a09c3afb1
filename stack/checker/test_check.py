"""The checker on recordings made by hand: whole ones, and damage to lines and records."""

import unittest
import zlib

from building import LedgerBuilder, encode
from checker_case import CheckerTest

ODD = [
    b"007",
    b"1e3",
    b"",
    b"\n",
    'two\nlines, "quoted"'.encode(),
    b"\xef\xbb\xbfbyte order mark",
    b"\xff\xfe\x80 not UTF-8",
    bytes(range(256)) * 240,
    b"=1+1",
    b'{"__proto__":{"polluted":true},"crc":"00000000"}',
    b"\x00\x01\x1f\x7f",
    "\U0001f4a1\u2028".encode(),
]


class WholeTest(CheckerTest):
    def test_odd_payloads_over_two_segments_and_in_the_bucket(self) -> None:
        for payload in ODD[:6]:
            self.send(payload, "")
        self.recording.new_segment()
        for payload in ODD[6:]:
            self.send(payload, "a/b \U0001f4a1", reliable=False)
        self.write()
        self.recording.upload(self.root / "bucket")
        count = len(ODD)
        self.assert_passes(*self.in_bucket(), sent=count, recorded=count, verifiedInBucket=count)

    def test_equal_messages_are_counted_one_by_one(self) -> None:
        for _ in range(3):
            self.send(b"same")
        self.write()
        self.assert_passes(sent=3, recorded=3)

    def test_several_senders_and_strangers(self) -> None:
        self.ten()
        other = LedgerBuilder(self.root / "ledger", "device-2")
        other.message(b"from the second")
        other.write()
        self.recording.data("device-2", b"from the second")
        self.recording.data("somebody", b"without a ledger")
        self.write()
        result = self.assert_passes(sent=11, recorded=11)
        self.assertIn("somebody has no ledger", result["notes"][0])

    def test_a_bare_room_is_known_by_its_name(self) -> None:
        self.ledger = LedgerBuilder(self.root / "ledger", "device-1", session=None)
        self.ten()
        self.write(session=None, project=None)
        self.assert_passes(sent=10)

    def test_the_table(self) -> None:
        self.ten()
        self.write()
        code, table = self.run_main()
        self.assertEqual(code, 0)
        self.assertRegex(table, r"device-1 +10 +10 +0 +0 +0\n(?s:.*)total.*\npassed")


class LineTest(CheckerTest):
    """Each test makes ten messages and breaks one thing in the segment."""

    def setUp(self) -> None:
        super().setUp()
        self.ten()
        self.write()

    def test_a_flipped_byte(self) -> None:
        self.break_segment(b"message 3", b"massage 3")
        result = self.assert_fails("messages-000001.jsonl:5: crc is", missing=1, recorded=9)
        self.assertFalse(any("record number" in text for text in result["problems"]))

    def test_a_record_taken_out(self) -> None:
        line = encode(self.recording.segments[0][4])
        self.break_segment(line, b"")
        result = self.assert_fails("record number 6, should be 5", missing=1)
        self.assertTrue(any("sha256 of messages-000001" in text for text in result["problems"]))

    def test_a_torn_tail(self) -> None:
        path = self.recording.folder / "messages-000001.jsonl"
        path.write_bytes(path.read_bytes()[:-9])
        self.assert_fails("torn", missing=1)

    def test_white_space(self) -> None:
        path = self.recording.folder / "messages-000001.jsonl"
        lines = path.read_bytes().split(b"\n")
        body = lines[4].rpartition(b',"crc":')[0].replace(b'"link":1', b'"link": 1')
        lines[4] = body + f',"crc":"{zlib.crc32(body):08x}"}}'.encode()
        path.write_bytes(b"\n".join(lines))
        self.assert_fails("messages-000001.jsonl:5: white space outside strings", recorded=10)

    def test_a_segment_that_is_gone(self) -> None:
        (self.recording.folder / "messages-000001.jsonl").unlink()
        self.assert_fails("is in the manifest but not there", missing=10)

    def test_a_file_that_nobody_knows(self) -> None:
        (self.recording.folder / "messages-000003.jsonl").write_bytes(b"")
        self.assert_fails("numbers of the segments is [1, 3]")


class RecordTest(CheckerTest):
    """Lines whose checksum is right and whose content is not."""

    def test_an_altered_payload(self) -> None:
        self.ten()
        self.recording.segments[0][5]["text"] = "message X"
        self.write()
        self.assert_fails("message 5 is altered", altered=1, missing=0, recorded=9, sent=10)

    def test_another_topic(self) -> None:
        self.ten()
        self.recording.segments[0][5]["topic"] = "u"
        self.write()
        self.assert_fails("message 5 is altered", altered=1)

    def test_lossy_instead_of_reliable(self) -> None:
        self.ten()
        self.recording.segments[0][5]["reliable"] = False
        self.write()
        self.assert_fails("message 5 is altered", altered=1)

    def test_a_duplicate(self) -> None:
        self.ten()
        self.recording.data("device-1", b"message 3", "t")
        self.write()
        self.assert_fails("1 messages are there more than once", duplicated=1, recorded=10)

    def test_a_message_that_was_never_sent(self) -> None:
        self.ten()
        self.recording.data("device-1", b"invented", "t")
        self.write()
        self.assert_fails("that it never sent", unexpected=1)

    def test_the_wrong_order(self) -> None:
        for n in (0, 2, 1, 3):
            self.recording.data("device-1", b"message %d" % n)
        for n in range(4):
            self.ledger.message(b"message %d" % n)
        self.write()
        self.assert_fails("out of order", recorded=4)

    def test_both_text_and_base64(self) -> None:
        self.ten()
        self.recording.segments[0][5]["base64"] = "AA=="
        self.write()
        self.assert_fails("not exactly one of text and base64")

    def test_base64_of_valid_text(self) -> None:
        self.ten()
        line = self.recording.segments[0][5]
        del line["text"]
        line["base64"] = "bWVzc2FnZSA0"
        self.write()
        self.assert_fails("although the payload is valid UTF-8")

    def test_members_out_of_order(self) -> None:
        self.ten()
        line = self.recording.segments[0][5]
        line["link"] = line.pop("link")
        self.write()
        self.assert_fails("members out of order", recorded=10)

    def test_a_segment_without_header(self) -> None:
        self.ten()
        del self.recording.segments[0][0]
        self.write()
        self.assert_fails("is its header")

    def test_another_recordings_segment(self) -> None:
        self.ten()
        self.recording.segments[0][0]["recordingId"] = "other"
        self.write()
        self.assert_fails("recordingId of its header is 'other'")


if __name__ == "__main__":
    unittest.main()
