"""Records of packets other than `data`: their members, held against the bytes that they keep."""

from lines import LineError, check_sender, decode_base64, is_number, payload_members
from proto import ProtoError, fields, last

# Field numbers of livekit.DataPacket.
_VALUES = {
    "dtmf": 6,
    "transcription": 7,
    "metrics": 8,
    "chat": 9,
    "request": 10,
    "ack": 11,
    "response": 12,
    "header": 13,
    "chunk": 14,
    "trailer": 15,
    "encrypted": 18,
}
_SEQUENCE = 16
_WITH_RAW = ("chat", "transcription", "dtmf", "metrics", "rpc")
STREAMS = ("text-stream", "byte-stream")
PACKETS = ("data", "unknown", "encrypted", "data-track", *_WITH_RAW, *STREAMS)


def is_packet(record: dict) -> bool:
    """Whether it stands for one packet that came."""
    if record["kind"] in STREAMS:
        return record.get("part") != "end"
    return record["kind"] in PACKETS


def check_packet(record: dict) -> int:
    """Checks a packet's members against its bytes. Returns what it counts. Raises LineError."""
    if not is_number(record.get("link")):
        raise LineError(f"{record['kind']} without link")
    check_sender(record)
    if record["kind"] == "data-track":
        return _check_track(record)
    if not isinstance(record.get("reliable"), bool):
        raise LineError(f"{record['kind']} without reliable")
    try:
        match record["kind"]:
            case "encrypted":
                return _check_encrypted(record)
            case "text-stream" | "byte-stream" if record["part"] == "chunk":
                return _check_chunk(record)
            case _:
                return _check_raw(record)
    except (ProtoError, UnicodeDecodeError) as error:
        raise LineError(f"its bytes are not what they should be: {error}") from error


def _check_raw(record: dict) -> int:
    raw = decode_base64(record.get("raw"))
    name = record.get("part") or record["kind"]
    value = _value(raw, name)
    _check_outer(record, raw)
    expected: dict[str, object] = {}
    match name:
        case "chat":
            expected = {"id": _text(value, 1), "text": _text(value, 4)}
        case "dtmf":
            expected = {"code": last(value, 3, 0), "digit": _text(value, 4)}
        case "transcription":
            expected = {"transcribed": _text(value, 2), "trackId": _text(value, 3)}
        case "request":
            expected = {"id": _text(value, 1), "method": _text(value, 2)}
            if not record.get("compressed"):
                expected["payload"] = _text(value, 3)
        case "ack" | "response":
            expected = {"id": _text(value, 1)}
        case "header":
            expected = {"stream": _text(value, 1), "topic": _text(value, 3)}
        case "trailer":
            expected = {"stream": _text(value, 1), "reason": _text(value, 2)}
    for member, wanted in expected.items():
        _same(record, member, wanted)
    return len(raw)


def _check_encrypted(record: dict) -> int:
    ciphertext = decode_base64(record.get("ciphertext"))
    packet = _around(record, ciphertext)
    value = _value(packet, "encrypted")
    _check_outer(record, packet)
    _same(record, "keyIndex", last(value, 3, 0))
    if decode_base64(record.get("iv")) != last(value, 2, b""):
        raise LineError("iv is not that of the packet")
    if last(value, 4, b"") != ciphertext:
        raise LineError("ciphertext is not that of the packet")
    return len(ciphertext)


def _check_chunk(record: dict) -> int:
    if "length" in record:
        # Its content stands in a file, or nowhere.
        if "text" in record or "base64" in record or not is_number(record["length"]):
            raise LineError("a chunk with content in two places")
        if ("lost" in record) == ("file" in record):
            raise LineError("not exactly one of file and lost")
        return record["length"]
    content = payload_members(record)
    value = _value(_around(record, content), "chunk")
    _check_outer(record, _around(record, content))
    _same(record, "stream", _text(value, 1))
    _same(record, "index", last(value, 2, 0))
    if last(value, 3, b"") != content:
        raise LineError("the chunk's content is not that of the packet")
    return len(content)


def _check_track(record: dict) -> int:
    payload = payload_members(record)
    head = decode_base64(record.get("head"))
    if len(head) < 12:
        raise LineError("head is too short")
    flags = head[0]
    expected = {
        "handle": int.from_bytes(head[2:4]),
        "frameSequence": int.from_bytes(head[4:6]),
        "frame": int.from_bytes(head[6:8]),
        "timestamp": int.from_bytes(head[8:12]),
        "start": bool(flags & 16),
        "final": bool(flags & 8),
    }
    for member, wanted in expected.items():
        _same(record, member, wanted)
    if bool(flags & 4) != ("extensions" in record):
        raise LineError("extensions are not those of the head")
    for extension in record.get("extensions", []):
        value = decode_base64(extension["value"])
        if bytes([extension["id"], len(value)]) + value not in head:
            raise LineError("an extension is not in the head")
    return len(payload)


def _check_outer(record: dict, packet: bytes) -> None:
    """Sender and number, as the server wrote them into the packet."""
    wanted = {"identity": _text(packet, 4), "sid": _text(packet, 17)}
    for member, value in wanted.items():
        _same(record, member, value or None)
    _same(record, "sequence", last(packet, _SEQUENCE, 0) or None)
    _same(record, "reliable", last(packet, 1, 0) == 0)


def _value(packet: bytes, name: str) -> bytes:
    """The packet's value, which has to be of that kind."""
    number = _VALUES[name]
    found = [value for field, _, value in fields(packet) if field == number]
    if not found or not isinstance(found[-1], bytes):
        raise LineError(f"its bytes hold no {name}")
    return found[-1]


def _around(record: dict, content: bytes) -> bytes:
    envelope = decode_base64(record.get("envelope"))
    at = record.get("contentAt")
    if not isinstance(at, int) or not 0 <= at <= len(envelope):
        raise LineError("contentAt is not a place in the envelope")
    return envelope[:at] + content + envelope[at:]


def _text(message: bytes, number: int) -> str:
    value = last(message, number, b"")
    return value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)


def _same(record: dict, member: str, wanted: object) -> None:
    if record.get(member) != wanted:
        raise LineError(f"{member} is {record.get(member)!r}, its bytes say {wanted!r}")
