"""The payloads of stack/fast-sender, made again from their numbers.

Message n of size s: n as 8 bytes, big-endian, then a xorshift64 stream (shifts 13, 7, 17) whose
seed is n * SEED_FACTOR modulo 2**64, each word big-endian, cut off at s bytes.
"""

import sys
from array import array

MIN_SIZE = 8
SEED_FACTOR = 0x9E3779B97F4A7C15
BATCH = 1024
_WORD = (1 << 64) - 1


def number_of(payload: bytes) -> int | None:
    """The n that a payload carries; None when it is too short for one."""
    return int.from_bytes(payload[:MIN_SIZE], "big") if len(payload) >= MIN_SIZE else None


class FastPayloads:
    """All payloads of one size. Made in batches: senders count upwards, so the next one is there.

    A batch is computed in one big integer with a lane of 64 bits for each message: some hundred
    times faster than a Python loop over words, and fast senders send millions of them.
    """

    def __init__(self, size: int) -> None:
        if size < MIN_SIZE:
            raise ValueError(f"a payload has at least {MIN_SIZE} bytes, not {size}")
        self._size = size
        self._words = -(-size // 8)
        lanes = range(BATCH)
        self._left13 = _lanes(_WORD ^ ((1 << 13) - 1) for _ in lanes)
        self._right7 = _lanes(_WORD >> 7 for _ in lanes)
        self._left17 = _lanes(_WORD ^ ((1 << 17) - 1) for _ in lanes)
        self._batch = -1
        self._payloads = b""

    def get(self, n: int) -> bytes:
        """The payload of message n."""
        batch, index = divmod(n, BATCH)
        if batch != self._batch:
            self._payloads = self._make(batch * BATCH)
            self._batch = batch
        start = index * self._words * 8
        return self._payloads[start : start + self._size]

    def _make(self, first: int) -> bytes:
        numbers = range(first, first + BATCH)
        table = array("Q", bytes(8 * BATCH * self._words))
        table[0 :: self._words] = array("Q", (n & _WORD for n in numbers))
        state = _lanes(n * SEED_FACTOR & _WORD for n in numbers)
        for word in range(1, self._words):
            state ^= (state << 13) & self._left13
            state ^= (state >> 7) & self._right7
            state ^= (state << 17) & self._left17
            table[word :: self._words] = array("Q", state.to_bytes(8 * BATCH, sys.byteorder))
        if sys.byteorder == "little":
            table.byteswap()
        return table.tobytes()


def _lanes(values) -> int:
    return int.from_bytes(array("Q", values).tobytes(), sys.byteorder)
