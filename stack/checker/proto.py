"""Protobuf bytes, as far as the checks need them."""

Field = tuple[int, int, int | bytes]


class ProtoError(Exception):
    """Not a protobuf message."""


def fields(data: bytes) -> list[Field]:
    """(number, wire type, value) of each field, in the order of the bytes. Raises ProtoError."""
    found: list[Field] = []
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, kind = tag >> 3, tag & 7
        match kind:
            case 0:
                value, at = _varint(data, at)
                found.append((number, kind, value))
            case 1 | 5:
                size = 8 if kind == 1 else 4
                found.append((number, kind, data[at : at + size]))
                at += size
            case 2:
                size, at = _varint(data, at)
                found.append((number, kind, data[at : at + size]))
                at += size
            case _:
                raise ProtoError(f"wire type {kind}")
        if at > len(data):
            raise ProtoError("cut short")
    return found


def last(data: bytes, number: int, default: int | bytes) -> int | bytes:
    """The value of a field; the last one counts."""
    values = [value for field, _, value in fields(data) if field == number]
    return values[-1] if values else default


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise ProtoError("a number that does not end")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at
        shift += 7
