"""Where uploaded objects lie: an S3 bucket, or a folder that stands for one."""

import hashlib
import shutil
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

from facts import Recording
from keys import object_key, project_of
from manifests import listed_files
from matching import SegmentId
from sigv4 import Credentials, encode_path, sign

_TIMEOUT_SECONDS = 60
_PIECE = 1 << 20


class BucketError(Exception):
    """An object that cannot be read, and why."""


class Bucket(Protocol):
    def open(self, key: str) -> BinaryIO:
        """The object's content. Raises BucketError."""


@dataclass(frozen=True, slots=True)
class S3Bucket:
    """Path style: http(s)://host:port/bucket/key."""

    url: str
    name: str
    credentials: Credentials

    def open(self, key: str) -> BinaryIO:
        base = urlsplit(self.url)
        path = encode_path(f"{base.path.rstrip('/')}/{self.name}/{key}")
        headers = sign(self.credentials, "GET", path, {"host": base.netloc}, datetime.now(UTC))
        request = urllib.request.Request(f"{base.scheme}://{base.netloc}{path}", headers=headers)
        # No proxy of the environment: the signature is for this host.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            return opener.open(request, timeout=_TIMEOUT_SECONDS)
        except urllib.error.HTTPError as error:
            raise BucketError(f"{key}: HTTP {error.code}") from error
        except OSError as error:
            raise BucketError(f"{key}: {error}") from error


@dataclass(frozen=True, slots=True)
class FolderBucket:
    folder: Path

    def open(self, key: str) -> BinaryIO:
        try:
            return (self.folder / key).open("rb")
        except OSError as error:
            raise BucketError(f"{key}: {error.strerror}") from error


def check_in_bucket(
    recording: Recording, bucket: Bucket, project: tuple[str, str] | None
) -> set[SegmentId]:
    """Compares the objects of a recording with its manifest. Returns the segments that are whole.

    What is not is a problem of the recording. `project` (name, id) overrides the manifest's.
    """
    name, identifier = project or project_of(recording.manifest)

    def key_of(file: str) -> str:
        identity = str(recording.manifest.get("recordingId"))
        return object_key(name, identifier, recording.room_name or "", identity, file)

    whole = set()
    for entry in listed_files(recording):
        facts = recording.segments.get(entry["path"])
        expected = (entry.get("size"), entry.get("sha256"))
        # The segment that was read line by line and the one in the bucket are the same bytes.
        if _compare(recording, bucket, key_of(entry["path"]), expected) and facts is not None:
            if (facts.size, facts.sha256) == expected:
                whole.add((recording.folder.name, entry["path"]))
    own = recording.manifest_bytes
    digest = hashlib.sha256(own).hexdigest()
    _compare(recording, bucket, key_of("manifest.json"), (len(own), digest))
    return whole


def _compare(recording: Recording, bucket: Bucket, key: str, expected: tuple) -> bool:
    try:
        with bucket.open(key) as source:
            found = _measure(source)
    except (BucketError, OSError) as error:
        recording.problems.add(f"in the bucket: {error}")
        return False
    if found != expected:
        recording.problems.add(f"in the bucket: {key} is {found}, should be {expected}")
    return found == expected


class _Meter:
    """Counts and hashes what is written to it."""

    def __init__(self) -> None:
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self.size += len(piece)
        self.digest.update(piece)


def _measure(source: BinaryIO) -> tuple[int, str]:
    meter = _Meter()
    shutil.copyfileobj(source, meter, _PIECE)
    return meter.size, meter.digest.hexdigest()
