"""Whether two Parquet files hold the same rows in the same order, and their row groups what they say.

usage: same_rows.py FILE OTHER
Prints one line of JSON: rows, groups of the first file, and whether all is equal.
"""

import json
import sys

import pyarrow.compute as pc
import pyarrow.parquet as pq

first, other = (pq.ParquetFile(path) for path in sys.argv[1:])
table = first.read()
equal = table.equals(other.read()) and first.metadata.metadata == other.metadata.metadata
last = 0
for place in range(first.num_row_groups):
    # The lowest and highest number of each group, as its statistics and as its rows have it.
    stated = first.metadata.row_group(place).column(0).statistics
    numbers = first.read_row_group(place, columns=["index"])["index"]
    found = pc.min_max(numbers).as_py()
    equal = equal and found == {"min": stated.min, "max": stated.max} and stated.min == last + 1
    last = stated.max
print(json.dumps({"rows": table.num_rows, "groups": first.num_row_groups, "equal": equal}))
