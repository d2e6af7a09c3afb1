"""Object keys, as docs/data-format.md ("In the bucket") says."""

import hashlib
import re
from urllib.parse import urlsplit

_UNSAFE = re.compile(r"[^A-Za-z0-9!\-_.*'() ]")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9\-_]")
_LONGEST_PART = 200
_LONGEST_NAME = 48


def object_key(
    project_name: str, project_id: str, room_name: str, recording_id: str, file: str
) -> str:
    """The key of a file of a recording; `file` is its path in the manifest."""
    parts = [f"{project_name}-{project_id}", room_name, "text-egress", "all-topics", recording_id]
    return "/".join(safe_part(part) for part in parts + file.split("/"))


def safe_part(part: str) -> str:
    """A part of a key: as it is, when it may stand in one."""
    if part in ("", ".", "..") or _UNSAFE.search(part) or len(part.encode()) > _LONGEST_PART:
        return safe_name(part)
    return part


def safe_name(name: str) -> str:
    """A slug and 8 digits of the SHA-256 of the true name."""
    slug = _NOT_IN_NAME.sub("_", name)[:_LONGEST_NAME]
    return f"{slug}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def project_of(manifest: dict) -> tuple[str, str]:
    """Name and id of a recording's project; for a bare LiveKit server `livekit` and its host."""
    project = manifest.get("project")
    if isinstance(project, dict):
        return str(project.get("name")), str(project.get("id"))
    return "livekit", urlsplit(str(manifest.get("livekitUrl"))).hostname or ""
