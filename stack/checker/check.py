#!/usr/bin/env python3
"""Compares what devices sent with what was recorded, and with what lies in the bucket.

Written from docs/data-format.md alone, and not from the recorder's code: where the two disagree,
one of them is wrong. Exit codes: 0 everything that was sent is recorded (and in the bucket, when
one is named); 1 it is not; 2 wrong usage.
"""

import argparse
import io
import os
import sys
from pathlib import Path

from buckets import Bucket, FolderBucket, S3Bucket, check_in_bucket
from facts import Message, Recording, find_recordings, open_recording
from fast_matching import FastMatcher
from gaps import DeclaredGaps
from keys import project_of
from ledgers import FastLedger, Ledger, LedgerError, read_ledgers
from manifests import check_manifest
from matching import DeviceMatcher, Options, SegmentId
from recordings import read_segments
from report import Report
from sigv4 import Credentials
from things import Seen

Matcher = DeviceMatcher | FastMatcher
Buckets = dict[str | None, Bucket]


class Check:
    """One run: ledgers first, then each recording, then the verdicts."""

    def __init__(self, ledgers: list[Ledger], report: Report) -> None:
        self._report = report
        # By the session's name for people, then by identity.
        self._matchers: dict[str, dict[str, Matcher]] = {}
        self._gaps: dict[str, DeclaredGaps] = {}
        self._recorded: set[str] = set()
        # Session id to the folder of its recording.
        self._folders: dict[str, str] = {}
        self._in_bucket: set[SegmentId] = set()
        self._rooms: dict[str, set[str]] = {}
        for ledger in ledgers:
            self._add(ledger)

    def _add(self, ledger: Ledger) -> None:
        session = ledger.session_id or f"room {ledger.room}"
        self._rooms.setdefault(ledger.room, set()).add(session)
        self._gaps.setdefault(session, DeclaredGaps())
        matchers = self._matchers.setdefault(session, {})
        known = matchers.get(ledger.identity)
        if isinstance(ledger, FastLedger):
            if known is not None:
                raise LedgerError(f"{ledger.path}: {ledger.identity} has another ledger too")
            matchers[ledger.identity] = FastMatcher(session, ledger)
            return
        if known is None:
            known = matchers[ledger.identity] = DeviceMatcher(session, ledger.identity)
        if isinstance(known, FastMatcher):
            raise LedgerError(f"{ledger.path}: {ledger.identity} has another ledger too")
        known.add(ledger)

    def read_all(
        self, data: Path, buckets: Buckets, project: tuple[str, str] | None
    ) -> None:
        """Reads and checks every recording, in the order in which they began."""
        recordings = []
        for folder in find_recordings(data):
            recording = open_recording(folder)
            if isinstance(recording, str):
                self._report.problems.append(recording)
            else:
                recordings.append(recording)
        for recording in sorted(recordings, key=lambda each: str(each.manifest.get("startedAt"))):
            try:
                self._read(recording, buckets, project)
            except (TypeError, KeyError, AttributeError, ValueError) as error:
                # Members of the wrong type, further in than the checks look.
                recording.problems.add(f"cannot be understood: {error!r}")
            self._report.problems += recording.problems.texts()
            self._report.taken += recording.taken
            self._report.notes += [f"{recording.folder.name}: {n}" for n in recording.notes]

    def _read(
        self, recording: Recording, buckets: Buckets, project: tuple[str, str] | None
    ) -> None:
        session = self._session_of(recording)
        matchers = self._matchers.get(session, {})
        self._recorded.add(session)
        strangers: set[str | None] = set()

        def on_message(message: Message) -> None:
            matcher = matchers.get(message.identity or "")
            if matcher is None:
                strangers.add(message.identity)
            else:
                matcher.see(message, recording.folder.name)

        def on_thing(seen: Seen) -> None:
            matcher = matchers.get(seen.identity or "")
            if matcher is not None:
                matcher.see_thing(seen, recording.folder.name)
            elif seen.kind not in ("participant", "room"):
                strangers.add(seen.identity)

        read_segments(recording, on_message, on_thing)
        check_manifest(recording)
        if bucket := buckets.get(project_of(recording.manifest)[1]) or buckets.get(None):
            self._in_bucket |= check_in_bucket(recording, bucket, project)
        elif buckets:
            recording.problems.add("no bucket is named for its project")
        if (identifier := recording.session_id) is not None:
            if identifier in self._folders:
                recording.problems.add(f"{self._folders[identifier]} is of the same session")
            self._folders[identifier] = recording.folder.name
        for gap in recording.gaps:
            if session in self._gaps:
                self._gaps[session].add(gap)
        for identity in sorted(map(str, strangers)):
            recording.notes.append(f"{identity} has no ledger")

    def _session_of(self, recording: Recording) -> str:
        """By the session's id; else, when one side knows no id, by the name of the room."""
        if recording.session_id in self._matchers:
            return recording.session_id
        sessions = self._rooms.get(recording.room_name or "", set())
        by_room = f"room {recording.room_name}"
        if by_room in sessions or recording.session_id is not None or len(sessions) != 1:
            return by_room
        return next(iter(sessions))

    def judge(self, options: Options) -> None:
        for session, matchers in sorted(self._matchers.items()):
            if session not in self._recorded:
                self._report.problems.append(f"session {session}: no recording")
            for _, matcher in sorted(matchers.items()):
                verdict = matcher.judge(self._gaps[session], self._in_bucket, options)
                self._report.verdicts.append(verdict)


def main(arguments: list[str]) -> int:
    parser = make_parser()
    args = parser.parse_args(arguments)
    try:
        buckets = buckets_of(args)
        for folder in (args.ledger, args.data):
            if not folder.is_dir():
                raise ValueError(f"{folder} is not a folder")
    except ValueError as error:
        parser.error(str(error))
    project = None
    if args.project_name is not None and args.project_id is not None:
        project = (args.project_name, args.project_id)
    report = Report(with_bucket=bool(buckets))
    try:
        check = Check(read_ledgers(args.ledger), report)
        check.read_all(args.data, buckets, project)
        check.judge(Options(args.allow_gaps, args.allow_lossy_loss))
    except (LedgerError, OSError) as error:
        report.problems.append(str(error))
    if not report.verdicts:
        report.problems.append("no ledger: nothing to compare with")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    print(report.as_json() if args.json else report.as_table())
    return 0 if report.passed() else 1


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="check.py", description=__doc__)
    parser.add_argument("--ledger", type=Path, required=True, help="folder of the ledgers")
    parser.add_argument("--data", type=Path, required=True, help="the recorder's data folder")
    parser.add_argument("--bucket-url", help="S3 endpoint, http(s)://host:port")
    parser.add_argument(
        "--bucket",
        action="append",
        default=[],
        help="name of the bucket; PROJECT-ID=NAME for the recordings of one project; repeatable",
    )
    # In the environment they do not show in the process list.
    parser.add_argument("--access-key", default=os.environ.get("AWS_ACCESS_KEY_ID"))
    parser.add_argument("--secret-key", default=os.environ.get("AWS_SECRET_ACCESS_KEY"))
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--bucket-dir", type=Path, help="a folder instead of a bucket")
    parser.add_argument("--project-name", help="in the keys, instead of the manifest's")
    parser.add_argument("--project-id")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--allow-gaps", action="store_true", help="messages inside declared gaps may be missing"
    )
    parser.add_argument(
        "--allow-lossy-loss", action="store_true", help="messages sent lossy may be missing"
    )
    return parser


def buckets_of(args: argparse.Namespace) -> Buckets:
    """The bucket of each project id, and that of all others under None."""
    if args.bucket_dir is not None:
        if args.bucket_url is not None:
            raise ValueError("either --bucket-url or --bucket-dir")
        if not args.bucket_dir.is_dir():
            raise ValueError(f"{args.bucket_dir} is not a folder")
        return {None: FolderBucket(args.bucket_dir)}
    if args.bucket_url is None:
        return {}
    if not args.bucket or None in (args.access_key, args.secret_key):
        raise ValueError("--bucket-url needs --bucket, --access-key and --secret-key")
    credentials = Credentials(args.access_key, args.secret_key, args.region)
    buckets: dict[str | None, Bucket] = {}
    for argument in args.bucket:
        project, found, name = argument.rpartition("=")
        buckets[project if found else None] = S3Bucket(args.bucket_url, name, credentials)
    return buckets


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
