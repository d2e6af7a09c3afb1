"""For checker.test.ts: writes a small recording and its ledger under the folder that is given."""

import sys
from pathlib import Path

from building import LedgerBuilder, RecordingBuilder

root = Path(sys.argv[1])
for name in ("ledger", "data", "bucket"):
    (root / name).mkdir(parents=True)
ledger = LedgerBuilder(root / "ledger", "device-1")
recording = RecordingBuilder(root / "data")
for n in range(20):
    payload = bytes([n]) * n if n % 2 else f"message {n}".encode()
    ledger.message(payload, "t")
    recording.data("device-1", payload, "t")
ledger.write()
# Characters that must be encoded in a URL, and in the signature in the same way.
room = {"name": "Pilot (1)! it's *new*", "sid": "RM_1", "metadata": ""}
recording.write(room=room)
recording.upload(root / "bucket", room["name"])
