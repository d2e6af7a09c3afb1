"""What the checker makes of `clock` records."""

import unittest

from clocks import check_clock, clock_summary
from lines import LineError


def compared(event: str, offset: int, uncertainty: int) -> dict:
    return {
        "kind": "clock",
        "event": event,
        "reference": "ntp",
        "server": "a:123",
        "offset": str(offset),
        "uncertainty": str(uncertainty),
        "measured": "10",
        "measuredMonotonic": "5",
    }


class ClockTest(unittest.TestCase):
    def test_the_summary_has_first_last_and_best(self) -> None:
        records = [compared("start", -3, 9), compared("periodic", 4, 2), compared("end", 5, 7)]
        step = {"kind": "clock", "event": "step", "change": "-20", "arrival": "11"}
        summary = clock_summary([*records, step])
        ntp = summary["ntp"]
        self.assertEqual([ntp[n]["offset"] for n in ("first", "best", "last")], ["-3", "4", "5"])
        self.assertEqual(ntp["comparisons"], 3)
        self.assertIsNone(summary["livekit"])
        self.assertEqual(summary["moves"], [{"event": "step", "arrival": "11", "change": "-20"}])
        self.assertIsNone(clock_summary([]))

    def test_what_lacks_its_numbers_is_refused(self) -> None:
        check_clock(compared("end", -1, 1))
        for wrong in (
            {"kind": "clock", "event": "jump"},
            {"kind": "clock", "event": "step", "change": 5},
            compared("start", 1, 1) | {"reference": "sundial"},
            compared("start", 1, -1),
        ):
            with self.subTest(wrong=wrong), self.assertRaises(LineError):
                check_clock(wrong)


if __name__ == "__main__":
    unittest.main()
