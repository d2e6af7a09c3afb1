"""Two lanes put together."""

import unittest

from lanes import Held, check_filled, check_fills, gaps_left, merge, missed
from lines import LineError


def held(lane: str, record: int, at: int, text: str, sequence: int | None = None) -> Held:
    line = {"record": record, "arrival": str(at), "kind": "data", "link": record, "text": text}
    if sequence is not None:
        line |= {"sid": "PA_1", "sequence": sequence}
    return Held(line, lane, "messages-000001.jsonl", f"{lane}:{record}")


class MergeTest(unittest.TestCase):
    def texts(self, *packets: Held) -> list[str]:
        return [one.lane + one.record["text"] for one in merge(list(packets))]

    def test_numbered_by_number(self) -> None:
        a, b = held("a", 1, 5, "x", 1), held("b", 1, 4, "x", 1)
        self.assertEqual(self.texts(a, b, held("b", 2, 6, "y", 2)), ["bx", "by"])
        self.assertEqual(missed([a, b, held("b", 2, 6, "y", 2)]), {"a": 1, "b": 0})

    def test_unnumbered_by_content_and_count(self) -> None:
        packets = [held("a", n, n, "x") for n in (1, 2)]
        packets += [held("b", n, n + 10, "x") for n in (1, 2, 3)]
        self.assertEqual(self.texts(*packets), ["ax", "ax", "bx"])
        self.assertEqual(missed(packets), {"a": 1, "b": 0})

    def test_late_numbers_stand_in_their_order(self) -> None:
        late = held("b", 1, 20, "first", 1)
        self.assertEqual(self.texts(held("a", 1, 10, "second", 2), late), ["bfirst", "asecond"])


class GapsTest(unittest.TestCase):
    gap = {"record": 7, "kind": "gap", "reason": "recorder-restart", "from": "10", "to": "90"}

    def fill(self, missing: list[dict], **members: object) -> dict:
        gap = {"lane": "b", "record": 7}
        return {"gap": gap, "by": "a", "records": [[2, 3]], "count": 2, "missing": missing} | members

    def test_what_is_filled_is_no_gap(self) -> None:
        self.assertEqual(gaps_left({"a": [], "b": [self.gap]}, [self.fill([])]), [])

    def test_what_stays_is_no_longer_than_it_is(self) -> None:
        left = gaps_left({"a": [], "b": [self.gap]}, [self.fill([{"from": "20", "to": "30"}])])
        self.assertEqual(left, [self.gap | {"from": "20", "to": "30", "lane": "b"}])

    def test_a_gap_that_nobody_filled(self) -> None:
        self.assertEqual(gaps_left({"a": [self.gap]}, []), [self.gap])

    def test_claims_are_looked_up(self) -> None:
        packets = [held("a", n, n, "x") for n in (2, 3)]
        self.assertEqual(check_fills({"b": [self.gap]}, [self.fill([])], packets), [])
        problems = check_fills({"b": [self.gap]}, [self.fill([])], packets[1:])
        self.assertIn("counts 2, names 1", problems[0])
        self.assertIn("not there", check_fills({"b": []}, [self.fill([])], packets)[0])

    def test_form(self) -> None:
        check_filled(self.fill([{"firstMissing": 1, "lastMissing": 2}]))
        for broken in ({"by": "b"}, {"records": [[3, 2]]}, {"missing": [{"from": "1"}]}):
            with self.subTest(broken), self.assertRaises(LineError):
                check_filled(self.fill([]) | broken)


if __name__ == "__main__":
    unittest.main()
