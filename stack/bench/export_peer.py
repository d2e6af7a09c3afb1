"""DuckDB's own conversion of a recording's JSON Lines, and a check of our file with it.

usage: export_peer.py convert FORMAT THREADS RECORDING OUT     THREADS 0: DuckDB's default
       export_peer.py check FORMAT RECORDING FILE
Prints one line of JSON: the seconds of the statement alone, CPU seconds and the most memory of the
process; or whether every message is in the file with its time, sender, topic and payload.
"""

import json
import resource
import sys
import time

import duckdb


def lines(recording):
    return f"read_json('{recording}/messages-*.jsonl', format='newline_delimited')"


def convert(form, threads, recording, out):
    connection = duckdb.connect()
    if threads != "0":
        connection.execute(f"SET threads={int(threads)}")
    options = {"parquet": "FORMAT parquet", "csv": "FORMAT csv, HEADER"}[form]
    before = resource.getrusage(resource.RUSAGE_SELF)
    begun = time.monotonic()
    connection.execute(
        f"COPY (SELECT * FROM {lines(recording)} WHERE kind = 'data') TO '{out}' ({options})"
    )
    seconds = time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "peakBytes": after.ru_maxrss * 1024}))


def check(form, recording, file):
    """Count and an order-free sum of hashes over time, sender, topic and payload."""
    columns = {
        "parquet": f"SELECT epoch_ns(arrival)::VARCHAR a, participant p, topic t, text x FROM '{file}'",
        "csv": "SELECT arrival_ns a, participant p, topic t, payload x "
        f"FROM read_csv('{file}', header=true, all_varchar=true)",
    }[form]
    source = (
        "SELECT arrival::VARCHAR a, identity::VARCHAR p, topic::VARCHAR t, text x "
        f"FROM {lines(recording)} WHERE kind = 'data'"
    ).replace(
        "format='newline_delimited'",
        "format='newline_delimited', columns={kind: 'VARCHAR', arrival: 'VARCHAR',"
        " identity: 'VARCHAR', topic: 'VARCHAR', text: 'VARCHAR'}",
    )
    summed = "SELECT count(*), sum(hash(a, p, t, x)::HUGEINT) FROM ({})"
    ours, theirs = (
        duckdb.sql(summed.format(query)).fetchall()[0] for query in (columns, source)
    )
    print(json.dumps({"equal": ours == theirs, "rows": ours[0]}))


{"convert": convert, "check": check}[sys.argv[1]](*sys.argv[2:])
