"""A list of what is wrong, that does not grow with the size of the damage."""

LIMIT = 20


class Problems:
    """Problems of one thing (a recording, a session). After LIMIT they are only counted."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._texts: list[str] = []
        self._more = 0

    def add(self, text: str) -> None:
        if len(self._texts) < LIMIT:
            self._texts.append(f"{self._where}: {text}")
        else:
            self._more += 1

    def expect(self, what: str, found: object, expected: object) -> None:
        """A problem unless both are equal."""
        if found != expected:
            self.add(f"{what} is {short(found)}, should be {short(expected)}")

    def texts(self) -> list[str]:
        more = [f"{self._where}: and {self._more} more"] if self._more else []
        return self._texts + more


def short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:197]}..."
