"""Gaps of counters in payloads: fills that lie are found."""

import unittest

from counters import check_counter_fills, counter_in
from lanes import Held, check_filled, gaps_left

SECOND = 1_000_000_000


def packet(lane: str, record: int, seq: int, at: int = 15, **members: object) -> Held:
    line = {"record": record, "arrival": str(at * SECOND // 10), "kind": "data", "sid": "PA_1"}
    line |= {"topic": "imu", "text": f'{{"head":{{"seq":{seq}}}}}'} | members
    return Held(line, lane, "messages-000001.jsonl", f"{lane}:{record}")


class CounterTest(unittest.TestCase):
    """Lane a misses 2 to 5 between 1 s and 2 s; lane b has 2, 3 and 5 as its records 7, 8 and 9."""

    gap = {"record": 4, "kind": "gap", "reason": "counter", "sid": "PA_1", "topic": "imu"}
    gap |= {"from": str(SECOND), "to": str(2 * SECOND), "counter": "$.head.seq"}
    gap |= {"firstMissing": 2, "lastMissing": 5}
    held = [packet("b", 7, 2), packet("b", 8, 3), packet("b", 9, 5)]
    held += [packet("a", 2, 1, 10), packet("a", 3, 6, 20)]

    def fill(self, *missing: tuple[int, ...], **members: object) -> dict:
        names = ("firstMissing", "lastMissing", "count")
        parts = [dict(zip(names, part, strict=False)) for part in missing]
        fill = {"gap": {"lane": "a", "record": 4}, "by": "b", "records": [[7, 9]], "count": 3}
        return fill | {"missing": parts} | members

    def problems(self, *fills: dict, held: list[Held] | None = None, **gap: object) -> list[str]:
        gaps = {"a": [self.gap | gap], "b": []}
        return check_counter_fills(gaps, list(fills), self.held if held is None else held)

    def test_a_true_fill(self) -> None:
        self.assertEqual(self.problems(self.fill((4, 4))), [])

    def test_filled_although_nobody_has_it(self) -> None:
        self.assertIn("4 is filled", self.problems(self.fill())[0])

    def test_filled_by_a_record_that_is_not_named(self) -> None:
        self.assertIn("2 is filled", self.problems(self.fill((4, 4), records=[[8, 9]]))[0])

    def test_missing_although_the_other_lane_has_it(self) -> None:
        self.assertIn("3 is missing", self.problems(self.fill((3, 4)))[0])
        self.assertIn("2 is missing", self.problems()[0])

    def test_another_sender_topic_time_or_path(self) -> None:
        others: list[dict] = [{"sid": "PA_2"}, {"topic": "t"}, {"sequence": 1}, {"text": "{}"}]
        for members in [*others, {"arrival": str(9 * SECOND)}]:
            with self.subTest(members):
                held = [packet("b", 7, 2, **members), *self.held[1:]]
                self.assertIn("2 is filled", self.problems(self.fill((4, 4)), held=held)[0])

    def test_a_counter_that_began_again(self) -> None:
        """Lane a has 2, 3 and 5 of the next time itself."""
        held = [*self.held, *(packet("a", 10 + n, n, 21) for n in (2, 3, 5))]
        self.assertEqual(self.problems(held=held), [])

    def test_many_holes_told_as_one(self) -> None:
        held = [*self.held, packet("a", 20, 3)]
        self.assertEqual(self.problems(self.fill((4, 4)), held=held, count=3), [])
        self.assertEqual(self.problems(self.fill((2, 5, 1)), held=held, count=3), [])
        many = self.problems(self.fill((2, 5, 2)), held=held, count=3)
        self.assertIn("2 are missing of 1", many[0])
        few = self.fill((2, 5, 1), records=[[8, 8]])
        self.assertIn("2 are filled, 1 are named", self.problems(few, held=held, count=3)[0])

    def test_earlier_versions_did_not_say_where_the_counter_stands(self) -> None:
        self.assertEqual(self.problems(counter=None), [])
        self.assertIn("does not say", self.problems(self.fill(), counter=None)[0])

    def test_what_stays_of_a_gap_has_its_own_count(self) -> None:
        for part in ((4, 4), (2, 5, 1)):
            check_filled(self.fill(part))
        left = gaps_left({"a": [self.gap | {"count": 3}]}, [self.fill((4, 4))])
        self.assertEqual(left, [self.gap | {"firstMissing": 4, "lastMissing": 4}])

    def test_numbers(self) -> None:
        def read(text: str, path: str = "$.head.seq") -> int | None:
            return counter_in(path, packet("a", 1, 1, text=text).record)

        self.assertEqual(read('{"head":{"seq":"7"}}'), 7)
        self.assertEqual(read('{"head":{"seq":7.0}}'), 7)
        self.assertEqual(read('[[0,{"a b":3}]]', "$[0][1]['a b']"), 3)
        for text in ("7", "no JSON", '{"head":{"seq":-1}}', '{"head":{"seq":true}}', '{"head":7}'):
            self.assertIsNone(read(text))


if __name__ == "__main__":
    unittest.main()
