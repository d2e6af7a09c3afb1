"""For the tests: a folder with a ledger and a recording, and the checker run on them."""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

from building import LedgerBuilder, RecordingBuilder
from check import main


class CheckerTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in ("ledger", "data", "bucket"):
            (self.root / name).mkdir()
        self.recording = RecordingBuilder(self.root / "data")
        self.ledger = LedgerBuilder(self.root / "ledger", "device-1")

    def send(self, payload: bytes, topic: str = "t", reliable: bool = True) -> None:
        """Sent and recorded."""
        self.ledger.message(payload, topic, reliable)
        self.recording.data("device-1", payload, topic, reliable)

    def ten(self) -> None:
        for n in range(10):
            self.send(b"message %d" % n)

    def run_checker(self, *options: str) -> tuple[int, dict]:
        code, output = self.run_main("--json", *options)
        return code, json.loads(output)

    def run_main(self, *options: str) -> tuple[int, str]:
        output = io.StringIO()
        folders = ["--ledger", str(self.root / "ledger"), "--data", str(self.root / "data")]
        with contextlib.redirect_stdout(output):
            code = main([*folders, *options])
        return code, output.getvalue()

    def write(self, **manifest: object) -> None:
        self.ledger.write()
        self.recording.write(**manifest)

    def in_bucket(self) -> list[str]:
        return ["--bucket-dir", str(self.root / "bucket")]

    def assert_fails(self, problem: str, *options: str, **counts: int) -> dict:
        code, result = self.run_checker(*options)
        self.assertEqual(code, 1, result)
        self.assertTrue(any(problem in text for text in result["problems"]), result["problems"])
        for name, value in counts.items():
            self.assertEqual(result[name], value, result)
        return result

    def assert_passes(self, *options: str, **counts: int) -> dict:
        code, result = self.run_checker(*options)
        self.assertEqual((code, result["problems"]), (0, []))
        for name, value in counts.items():
            self.assertEqual(result[name], value, result)
        return result

    def break_segment(self, old: bytes, new: bytes) -> None:
        path = self.recording.folder / "messages-000001.jsonl"
        content = path.read_bytes()
        self.assertIn(old, content)
        path.write_bytes(content.replace(old, new, 1))
