"""What lies in the bucket, the keys, and the signature."""

import unittest
from datetime import UTC, datetime

from checker_case import CheckerTest
from keys import object_key, project_of, safe_part
from sigv4 import Credentials, encode_path, sign


class BucketTest(CheckerTest):
    def setUp(self) -> None:
        super().setUp()
        self.ten()
        self.write()
        self.prefix = self.recording.upload(self.root / "bucket")
        self.segment = self.prefix / "messages-000001.jsonl"

    def test_everything_there(self) -> None:
        self.assert_passes(*self.in_bucket(), verifiedInBucket=10)

    def test_a_segment_is_missing(self) -> None:
        self.segment.unlink()
        self.assert_fails("No such file", *self.in_bucket(), recorded=10, verifiedInBucket=0)

    def test_a_segment_is_altered(self) -> None:
        self.segment.write_bytes(self.segment.read_bytes().replace(b"message 1", b"massage 1"))
        self.assert_fails("should be", *self.in_bucket(), recorded=10, verifiedInBucket=0)

    def test_no_manifest(self) -> None:
        (self.prefix / "manifest.json").unlink()
        self.assert_fails("manifest.json", *self.in_bucket(), verifiedInBucket=10)

    def test_another_manifest(self) -> None:
        (self.prefix / "manifest.json").write_text("{}")
        self.assert_fails("manifest.json is (2, ", *self.in_bucket())

    def test_under_another_key(self) -> None:
        self.prefix.rename(self.prefix.with_name("elsewhere"))
        self.assert_fails("No such file", *self.in_bucket(), verifiedInBucket=0)

    def test_the_project_can_be_named(self) -> None:
        options = [*self.in_bucket(), "--project-name", "Other", "--project-id", "1"]
        self.assert_fails("Other-1/Pilot 1/text-egress", *options)

    def test_a_server_that_is_not_there(self) -> None:
        options = ["--bucket-url", "http://127.0.0.1:9", "--bucket", "b"]
        options += ["--access-key", "k", "--secret-key", "s"]
        self.assert_fails("in the bucket: Study 1-", *options, verifiedInBucket=0)


class KeyTest(unittest.TestCase):
    def test_plain_parts(self) -> None:
        key = object_key("Study 1", "id", "Room (2)!", "rec", "set-aside/tail")
        self.assertEqual(key, "Study 1-id/Room (2)!/text-egress/all-topics/rec/set-aside/tail")

    def test_unsafe_parts(self) -> None:
        # Digits from: printf %s "a/b" | sha256sum
        self.assertEqual(safe_part("a/b"), "a_b-c14cddc0")
        self.assertEqual(safe_part(""), "-e3b0c442")
        self.assertEqual(safe_part("."), "_-cdb4ee2a")
        self.assertEqual(safe_part(".."), "__-5ec1f7e7")
        self.assertEqual(safe_part("x" * 200), "x" * 200)
        self.assertRegex(safe_part("x" * 201), "^x{48}-[0-9a-f]{8}$")
        self.assertRegex(safe_part("caf\u00e9 \U0001f4a1"), "^caf___-[0-9a-f]{8}$")

    def test_a_bare_server(self) -> None:
        manifest = {"project": None, "livekitUrl": "wss://live.example.org:7880/x"}
        self.assertEqual(project_of(manifest), ("livekit", "live.example.org"))


class SignatureTest(unittest.TestCase):
    def test_the_published_example(self) -> None:
        """S3 manual, "Authenticating Requests: Using the Authorization Header", GET Object."""
        credentials = Credentials(
            "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1"
        )
        headers = {"Host": "examplebucket.s3.amazonaws.com", "Range": "bytes=0-9"}
        now = datetime(2013, 5, 24, tzinfo=UTC)
        signed = sign(credentials, "GET", "/test.txt", headers, now)
        self.assertEqual(
            signed["authorization"].rpartition("=")[2],
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        )

    def test_encoding_of_paths(self) -> None:
        self.assertEqual(encode_path("/b/a b!'()*~-_."), "/b/a%20b%21%27%28%29%2A~-_.")


if __name__ == "__main__":
    unittest.main()
