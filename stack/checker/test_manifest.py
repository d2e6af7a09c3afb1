"""Manifests that say something else than the files."""

import unittest

from building import RECORDING, SESSION, RecordingBuilder
from checker_case import CheckerTest


class ManifestTest(CheckerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ten()

    def assert_noticed(self, problem: str, **manifest: object) -> None:
        self.write(**manifest)
        self.assert_fails(problem)

    def test_a_wrong_hash(self) -> None:
        self.write()
        self.recording.manifest["files"][0]["sha256"] = "0" * 64
        self.recording.write_manifest()
        self.assert_fails("sha256 of messages-000001.jsonl", recorded=10)

    def test_a_wrong_size_and_wrong_numbers(self) -> None:
        for name in ("size", "records", "firstRecord", "lastRecord"):
            with self.subTest(name):
                self.ledger.lines = self.ledger.lines[: self.ledger.sent + 1]
                self.write()
                self.recording.manifest["files"][0][name] += 1
                self.recording.write_manifest()
                self.assert_fails(f"{name} of messages-000001.jsonl")

    def test_not_finalised(self) -> None:
        self.assert_noticed("not finalised", status="recording")

    def test_damaged(self) -> None:
        self.assert_noticed("status is 'damaged'", status="damaged")

    def test_complete_in_spite_of_a_gap(self) -> None:
        self.recording.line("gap", {"reason": "overload", "from": "1", "to": "2", "count": 1})
        self.assert_noticed("status is 'complete' with 1 gaps", status="complete")

    def test_gaps_that_were_left_out(self) -> None:
        self.recording.line("gap", {"reason": "overload", "from": "1", "to": "2", "count": 1})
        self.assert_noticed("gaps is []", gaps=[])

    def test_wrong_counts(self) -> None:
        self.assert_noticed("counts.messages is 11", counts={"records": 11, "messages": 11})

    def test_no_participants(self) -> None:
        self.assert_noticed("is not among the participants", participants=[])

    def test_members_of_the_wrong_type(self) -> None:
        self.assert_noticed("cannot be understood", participants=["nobody"])

    def test_no_manifest(self) -> None:
        self.write()
        (self.recording.folder / "manifest.json").unlink()
        self.assert_fails("manifest.json", missing=10)

    def test_two_recordings_of_one_session(self) -> None:
        self.write()
        other = RecordingBuilder(self.root / "data2")
        other.write()
        folder = self.recording.folder.with_name("second")
        other.folder.rename(folder)
        self.assertEqual(other.manifest["session"]["id"], SESSION)
        self.assert_fails("is of the same session")

    def test_the_recording_of_another_session(self) -> None:
        self.assert_noticed("no recording", session={"id": RECORDING})


if __name__ == "__main__":
    unittest.main()
