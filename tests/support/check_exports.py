"""Reads exports of a recording back with the tools of their field and compares them with the journal.

usage: check_exports.py RECORDING FOLDER START_NS
FOLDER holds a.csv, flat.csv, safe.csv, a.parquet, a.jsonl, a.vtt, a.events.tsv and daemon/. The journal
is read as docs/data-format.md tells, without the recorder's code. Prints what was compared; a difference
is an AssertionError.
"""

import base64
import csv
import json
import pathlib
import sys
import unicodedata

import duckdb
import pandas
import pyarrow.parquet
import webvtt

MESSAGES = {
    "data", "unknown", "chat", "transcription", "dtmf", "metrics", "rpc", "encrypted", "data-track",
    "text-stream", "byte-stream",
}


def journal(folder):
    for path in sorted(folder.glob("messages-*.jsonl")):
        for line in path.read_bytes().split(b"\n")[:-1]:
            yield json.loads(line)


def payload(record):
    """Encoding and bytes of the payload, for the kinds whose payload the test knows."""
    if record["kind"] == "chat" or "text" in record:
        return "utf-8", record["text"].encode()
    if "base64" in record:
        return "base64", base64.b64decode(record["base64"])
    if record["kind"] == "unknown":
        return "base64", base64.b64decode(record["raw"])
    if record["kind"] == "encrypted":
        return "base64", base64.b64decode(record["ciphertext"])
    if "file" in record:
        return "file", record["file"].encode()
    return "json", None


def same(what, got, want):
    assert got == want, f"{what}: {got!r:.500} instead of {want!r:.500}"


def check_csv(path, messages, prefix=lambda text: text):
    csv.field_size_limit(10**9)
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False, na_values=[])
    table = duckdb.sql(
        f"select * from read_csv('{path}', all_varchar=true, header=true, quote='\"', escape='\"',"
        " delim=',', nullstr='\x01none\x01', max_line_size=10000000)"
    ).fetchall()
    same("rows", (len(rows), len(frame), len(table)), (len(messages),) * 3)
    columns = list(rows[0])
    for place, (row, record) in enumerate(zip(rows, messages)):
        encoding, content = payload(record)
        text = content and (content.decode() if encoding != "base64" else None)
        want = {
            "index": str(place + 1),
            "arrival_ns": record["arrival"],
            "monotonic_ns": record["monotonic"],
            "lane": "a",
            "record": str(record["record"]),
            "kind": record["kind"],
            "part": record.get("part", ""),
            "participant": prefix(record.get("identity", "")),
            "sid": record.get("sid", ""),
            "topic": prefix(record.get("topic", "")),
            "reliable": {True: "true", False: "false", None: ""}[record.get("reliable")],
            "sequence": str(record.get("sequence", "")),
            "encoding": encoding,
        }
        for name, value in want.items():
            same(f"row {place} {name}", row[name], value)
        time = pandas.Timestamp(row["arrival"])
        same(f"row {place} arrival", time.value, int(record["arrival"]))
        if encoding == "base64":
            same(f"row {place}", base64.b64decode(row["payload"].removeprefix("'")), content)
        elif encoding != "json":
            same(f"row {place} payload", row["payload"], prefix(text or ""))
        else:
            for name, value in json.loads(row["payload"]).items():
                same(f"row {place} {name}", value, record[name])
        # pandas and DuckDB read what the csv module reads.
        for name in columns:
            same(f"pandas {place} {name}", frame.iloc[place][name], row[name])
        same(f"duckdb {place}", list(table[place]), [row[name] for name in columns])
    return rows


def check_flat(path, messages):
    rows = check_csv(path, messages)
    names = [name for name in rows[0] if name.startswith("payload.")]
    same("columns", sorted(names), sorted(FLAT))
    for row, record in zip(rows, messages):
        got = {name: row[name] for name in names if row[name] != ""}
        same("flattened", got, FLAT_VALUES if record.get("text") == NESTED else {})


NESTED = (
    '{"a":{"b":1e3,"c":"007"},"d":[1,{"x":"]"}],"e":null,"n":12345678901234567890,'
    '"dot.ted":"=1+1","t":true}'
)
FLAT_VALUES = {
    "payload.a.b": "1e3",
    "payload.a.c": "007",
    "payload.d": '[1,{"x":"]"}]',
    "payload.n": "12345678901234567890",
    "payload.dot\\.ted": "=1+1",
    "payload.t": "true",
}
FLAT = [*FLAT_VALUES, "payload.e"]


def safe(text):
    return "'" + text if text[:1] in tuple("=+-@\t\r") and text != "" else text


def check_safe(path, messages):
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    plain = path.with_name("safe-without-mark.csv")
    plain.write_bytes(path.read_bytes()[3:])
    check_csv(plain, messages, safe)


def check_parquet(path, messages):
    table = pyarrow.parquet.read_table(path)
    same("valid", table.validate(full=True), None)
    arrival = table.schema.field("arrival").type
    same("arrival", (arrival.unit, arrival.tz), ("ns", "UTC"))
    same("text", str(table.schema.field("text").type), "string")
    same("binary", str(table.schema.field("binary").type), "binary")
    numbers = table.column("arrival").cast("int64").to_pylist()
    rows = table.drop_columns(["arrival"]).to_pylist()
    same("rows", len(rows), len(messages))
    for place, (row, record) in enumerate(zip(rows, messages)):
        encoding, content = payload(record)
        same(f"row {place} arrival", numbers[place], int(record["arrival"]))
        want = {
            "index": place + 1,
            "monotonic_ns": int(record["monotonic"]),
            "lane": "a",
            "record": record["record"],
            "kind": record["kind"],
            "part": record.get("part"),
            "participant": record.get("identity"),
            "sid": record.get("sid"),
            "topic": record.get("topic"),
            "reliable": record.get("reliable"),
            "sequence": record.get("sequence"),
            "encoding": {"base64": "binary"}.get(encoding, encoding),
        }
        for name, value in want.items():
            same(f"row {place} {name}", row[name], value)
        if encoding == "base64":
            same(f"row {place}", (row["text"], row["binary"]), (None, content))
        elif encoding != "json":
            same(f"row {place}", (row["text"], row["binary"]), (content.decode(), None))
    frame = pandas.read_parquet(path)
    same("pandas", [time.value for time in frame["arrival"]], numbers)
    texts = [None if pandas.isna(text) else text for text in frame["text"]]
    same("pandas", texts, table["text"].to_pylist())
    found = duckdb.sql(
        f"select text, \"binary\", epoch_ns(arrival), participant, sequence from '{path}' order by index"
    ).fetchall()
    names = ["text", "binary", "participant", "sequence"]
    columns = [table[name].to_pylist() for name in names]
    want = [(t, b, n, p, s) for t, b, p, s, n in zip(*columns, numbers)]
    same("duckdb", found, want)
    last = int(messages[-1]["arrival"])
    pushed = duckdb.sql(f"select count(*) from '{path}' where epoch_ns(arrival) >= {last}").fetchall()
    same("by time", pushed, [(1,)])


def check_jsonl(path, records):
    with open(path, "rb") as file:
        got = [json.loads(line) for line in file.read().split(b"\n")[:-1]]
    same("records", got, [{"lane": "a", **record} for record in records])
    frame = pandas.read_json(path, lines=True, dtype=False)
    same("pandas", list(frame["arrival"]), [record["arrival"] for record in records])


def pictures(text):
    return "".join(chr(0x2400 + ord(c)) if c < " " else c for c in text)


def is_clipped(content):
    return len(content.decode().encode("utf-16-le")) > 2 * 2000


def moment_of(record):
    return int(record.get("pressed", record["arrival"]))


def notes_of(records):
    """As they hold: none that was withdrawn."""
    notes = [r for r in records if r["kind"] == "note"]
    gone = {r["withdraws"] for r in notes if "withdraws" in r}
    return [r for r in notes if "withdraws" not in r and r.get("id") not in gone]


def check_vtt(path, records, start):
    wanted = [r for r in records if r["kind"] in MESSAGES and is_whole(r)] + notes_of(records)
    wanted.sort(key=lambda r: (moment_of(r), r["kind"] != "note"))
    captions = list(webvtt.read(str(path)))
    same("cues", len(captions), len(wanted))
    for caption, record in zip(captions, wanted):
        onset = (moment_of(record) - start) // 1_000_000
        for moment, milliseconds in ((caption.start, onset), (caption.end, onset + 1500)):
            hours, minutes, seconds = moment.split(":")
            got = (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)
            same("cue", got, milliseconds)
        same("lines of a cue", len(caption.lines), 1)
        raw = caption.raw_text
        if raw.startswith("<v "):
            voice, raw = raw.removeprefix("<v ").split(">", 1)
            who = record.get("identity", "note" if record["kind"] == "note" else "")
            topic = f" ({record['topic']})" if "topic" in record else ""
            same("voice", unescaped(voice), pictures(who + topic))
        assert "<" not in raw and ">" not in raw, raw
        encoding, content = payload(record)
        if encoding == "base64":
            same("cue", raw, f"[{len(content)} bytes, no text]")
        elif encoding == "utf-8" and is_clipped(content):
            same("clipped", unescaped(raw).removesuffix("…"), pictures(content.decode()[:2000]))
        elif encoding == "utf-8":
            same("cue", unescaped(raw), pictures(content.decode()))


def unescaped(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def check_events(path, records, start):
    frame = pandas.read_csv(path, sep="\t", dtype=str, keep_default_na=False, quoting=csv.QUOTE_NONE)
    got = [tuple(row) for row in frame.itertuples(index=False)]
    assert [float(row[0]) for row in got] == sorted(float(row[0]) for row in got)
    escape = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

    def row(at, duration, kind, value, record):
        nanoseconds = at - start
        sign = "-" if nanoseconds < 0 else ""
        seconds = f"{sign}{abs(nanoseconds) // 10**9}.{abs(nanoseconds) % 10**9:09d}"
        texts = [(text.translate(escape) if text else "n/a") for text in value]
        return (seconds, f"{duration // 10**9}.{duration % 10**9:09d}", kind, *texts)

    want = []
    for record in records:
        at = int(record["arrival"])
        who = (record.get("identity"), record.get("sid"))
        kind, event = record["kind"], record.get("event")
        if kind == "participant" and event in ("present", "joined", "left"):
            want.append(row(at, 0, event, (record.get("reason"), *who), record))
        elif kind == "gap":
            begin = int(record["from"])
            gap = row(begin, int(record["to"]) - begin, "gap", (record["reason"], None, None), record)
            want.append(gap)
        elif kind == "link" and event != "quality":
            want.append(row(at, 0, f"link-{event}", (record.get("reason"), None, None), record))
    for note in notes_of(records):
        want.append(row(moment_of(note), 0, "note", (note["text"], None, None), note))
    words = [n.get("category", "n/a") for n in sorted(notes_of(records), key=moment_of)]
    same("categories", [r[7] for r in got if r[2] == "note"], words)
    same("events", sorted(r[:6] for r in got), sorted(want))
    for onset, arrival in ((row[0], row[6]) for row in got):
        same("arrival", pandas.Timestamp(arrival).value - start, round(float(onset) * 1e9))


def check_daemon(folder, records, manifest):
    metadata = (folder / "metadata.json").read_bytes()
    want = (
        '{"room_name":' + json.dumps(manifest["room"]["name"], ensure_ascii=False)
        + ',"topic":null,"started_at":%d,"ended_at":%s}'
        % (pandas.Timestamp(manifest["startedAt"]).timestamp(), "null")
    )
    same("metadata.json", metadata, want.encode())
    files, here = {}, {}
    for record in records:
        if record["kind"] == "participant" and record["event"] == "left":
            here.pop(record["identity"], None)
        if record["kind"] != "data" or "identity" not in record:
            continue
        time = pandas.Timestamp(int(record["arrival"])).strftime("%Y-%m-%dT%H:%M:%SUTC")
        identity = record["identity"]
        name = here.setdefault(identity, f"{identity}-all-topics-{time}.txt")
        _, content = payload(record)
        lossy = content.decode("utf-8", "replace").encode()
        line = f"{time}|{record['arrival']}|".encode() + lossy + b"\n"
        files[name] = files.get(name, b"") + line
    got = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "metadata.json"}
    plain = {name: text for name, text in files.items() if is_plain(name)}
    same("files", {name: got.get(name) for name in plain}, plain)
    others = [text for name, text in got.items() if name not in plain]
    same("unsafe names", sorted(others), sorted(files[name] for name in set(files) - set(plain)))


def is_plain(name):
    """Whether the identity in it can be part of a file's name everywhere."""
    identity = name.rsplit("-all-topics-", 1)[0]
    unsafe = any(c in '/\\:*?"<>|' or unicodedata.category(c) == "Cc" for c in identity)
    return not unsafe and len(identity.encode()) <= 120


def is_whole(record):
    """A stream is one message: its end."""
    return not record["kind"].endswith("-stream") or record["part"] == "end"


def main():
    recording, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    start = int(sys.argv[3])
    records = list(journal(recording))
    manifest = json.loads((recording / "manifest.json").read_bytes())
    messages = [r for r in records if r["kind"] in MESSAGES and is_whole(r)]
    check_csv(folder / "a.csv", messages)
    check_flat(folder / "flat.csv", messages)
    check_safe(folder / "safe.csv", messages)
    check_parquet(folder / "a.parquet", messages)
    check_jsonl(folder / "a.jsonl", records)
    check_vtt(folder / "a.vtt", records, start)
    check_events(folder / "a.events.tsv", records, start)
    check_daemon(folder / "daemon", records, manifest)
    print(json.dumps({"messages": len(messages), "records": len(records)}))


main()
