"""One line of a segment, checked against docs/data-format.md."""

import base64
import json
import re
import zlib

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SPACE = re.compile(rb"\s")
_CRC = re.compile(rb'"[0-9a-f]{8}"\}')
_DECIMAL = re.compile(r"\d+", re.ASCII)

_STAMP = ("record", "arrival", "monotonic", "kind")
_STREAM = (
    "link identity sid sequence reliable part stream began topic name mimeType timestamp totalLength"
    " attributes compression operation version replyTo attached generated index state"
    " reason chunks missing size sha256 inflation inflatedSize inflatedSha256 text base64 file"
    " offset length contentCrc lost envelope contentAt raw"
)
_MEMBERS = {
    "segment": "format version recordingId segment lane software",
    "data": "link identity sid sequence topic reliable id startTime endTime nonce destinations"
    " text base64 raw",
    "unknown": "link channel identity sid sequence packet raw",
    "chat": "link identity sid sequence reliable id timestamp editTimestamp deleted generated"
    " text raw",
    "transcription": "link identity sid sequence reliable transcribed trackId segments raw",
    "dtmf": "link identity sid sequence reliable code digit raw",
    "metrics": "link identity sid sequence reliable metrics raw",
    "rpc": "link identity sid sequence reliable part id method responseTimeoutMs version payload"
    " compressed error raw",
    "encrypted": "link identity sid sequence reliable encryption keyIndex iv ciphertext envelope"
    " contentAt",
    "data-track": "link identity sid trackSid handle frameSequence frame timestamp start final"
    " extensions missing late text base64 head",
    "text-stream": _STREAM,
    "byte-stream": _STREAM,
    "participant": "event link identity sid name participantKind metadata attributes permission"
    " joinedAt dataTracks quality reason",
    "track": "event link handle trackSid identity sid",
    "room": "event link name sid metadata reason",
    "session": "event sessionId name startedAt comments",
    "link": "event link recorderIdentity recorderSid transport via server replaces reason duplicates"
    " quality",
    "gap": "reason from to senders identity sid topic counter firstMissing lastMissing count detail",
    "clock": "event reference server link offset uncertainty roundTrip stratum measured"
    " measuredMonotonic change elapsed",
    "gap-filled": "gap by records count missing",
    "note": "text id author category key pressed pressedMonotonic withdraws ping",
}
_PLACES = {
    kind: {name: place for place, name in enumerate(names.split())}
    for kind, names in _MEMBERS.items()
}
_CHANNELS = ("reliable", "lossy", "data-track")
_LAST = b',"crc":'


class LineError(Exception):
    """What is wrong with a line."""


def parse_line(line: bytes) -> dict:
    """The record of a line, given without its newline. Raises LineError when it has none."""
    _check_crc(line)
    try:
        record = json.loads(
            line.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise LineError(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise LineError("not an object")
    if tuple(record)[:4] != _STAMP or next(reversed(record)) != "crc":
        raise LineError("does not begin with record, arrival, monotonic, kind, or end with crc")
    for name in ("arrival", "monotonic"):
        if not is_decimal(record[name]):
            raise LineError(f"{name} is not a decimal string")
    if not is_number(record["record"]):
        raise LineError("record is not a number")
    return record


def check_form(line: bytes, record: dict) -> None:
    """White space and the order of members. Raises LineError."""
    if _SPACE.search(_STRING.sub(b'""', line)):
        raise LineError("white space outside strings")
    kind = record["kind"]
    places = _PLACES.get(kind) if isinstance(kind, str) else None
    if places is None:
        return
    known = [places[name] for name in list(record)[4:-1] if name in places]
    if known != sorted(known):
        raise LineError("members out of order")


def payload_of(record: dict) -> bytes:
    """The payload of a `data` record, its members checked. Raises LineError."""
    if not is_number(record.get("link")):
        raise LineError("data without link")
    if not isinstance(record.get("reliable"), bool):
        raise LineError("data without reliable")
    check_sender(record)
    if "topic" in record and not isinstance(record["topic"], str):
        raise LineError("topic is not a string")
    if "raw" in record:
        decode_base64(record["raw"])
    return payload_members(record)


def payload_members(record: dict) -> bytes:
    """What `text` or `base64` stands for. Raises LineError."""
    match record.get("text"), record.get("base64"):
        case str(text), None:
            try:
                return text.encode("utf-8")
            except UnicodeEncodeError as error:
                raise LineError("text holds half a surrogate pair") from error
        case None, str(coded):
            payload = decode_base64(coded)
            try:
                payload.decode("utf-8")
            except UnicodeDecodeError:
                return payload
            raise LineError("base64 although the payload is valid UTF-8")
    raise LineError("not exactly one of text and base64")


def check_unknown(record: dict) -> int:
    """Checks the members of an `unknown` record. Returns its size. Raises LineError."""
    if not is_number(record.get("link")) or record.get("channel") not in _CHANNELS:
        raise LineError("unknown without link or channel")
    check_sender(record)
    return len(decode_base64(record.get("raw")))


def check_sender(record: dict) -> None:
    for name in ("identity", "sid"):
        if name in record and not (isinstance(record[name], str) and record[name]):
            raise LineError(f"{name} is there but says nothing")
    if "sequence" in record and not (is_number(record["sequence"]) and record["sequence"] > 0):
        raise LineError("sequence is there but not above 0")


def is_decimal(value: object) -> bool:
    return isinstance(value, str) and _DECIMAL.fullmatch(value) is not None


def is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _check_crc(line: bytes) -> None:
    body, found, tail = line.rpartition(_LAST)
    if not found or not _CRC.fullmatch(tail):
        raise LineError("no crc at its end")
    expected = f"{zlib.crc32(body):08x}".encode()
    if tail[1:9] != expected:
        raise LineError(f"crc is {tail[1:9].decode()}, should be {expected.decode()}")


def _object(pairs: list[tuple[str, object]]) -> dict:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is there twice")
    return members


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def decode_base64(value: object) -> bytes:
    """Raises LineError."""
    try:
        if not isinstance(value, str):
            raise ValueError("not a string")
        decoded = base64.b64decode(value, validate=True)
        if base64.b64encode(decoded).decode() != value:
            raise ValueError("not padded as it should be")
    except ValueError as error:
        raise LineError(f"base64: {error}") from error
    return decoded
