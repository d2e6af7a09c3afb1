"""Runs a program under the filter of system calls of a systemd unit, where there is no systemd.

    under_filter.py UNIT PROGRAM [ARGUMENT]...

Reads the unit's SystemCallFilter lines, has `systemd-analyze syscall-filter` say which calls are in each
set, and loads the same filter with libseccomp: what the unit does not allow gives EPERM, as its
SystemCallErrorNumber says. Only this architecture's calls are known, as SystemCallArchitectures=native.
"""

import ctypes
import os
import subprocess
import sys

ALLOW = 0x7FFF0000
EPERM = 0x00050000 | 1
# Outside every set because no program starts without them; systemd allows them as well (@default).
ALWAYS = "@default"


def calls_of(name: str, known: dict[str, set[str]]) -> set[str]:
    """The calls of a set, or the one call of that name."""
    if not name.startswith("@"):
        return {name}
    if name not in known:
        text = subprocess.run(
            ["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True
        ).stdout
        known[name] = set()
        for line in text.splitlines()[1:]:
            word = line.strip()
            if word and not word.startswith("#"):
                known[name] |= calls_of(word, known)
    return known[name]


def allowed(unit: str) -> set[str]:
    """What the unit's lines leave, in their order: a list that allows, then lists that take away."""
    known: dict[str, set[str]] = {}
    calls: set[str] = set(calls_of(ALWAYS, known))
    with open(unit, encoding="utf-8") as lines:
        filters = [line.split("=", 1)[1].strip() for line in lines if line.startswith("SystemCallFilter=")]
    if not filters or filters[0].startswith("~"):
        raise SystemExit("the unit has no list of allowed calls")
    for words in filters:
        names = words.lstrip("~").split()
        for name in names:
            if words.startswith("~"):
                calls -= calls_of(name, known)
            else:
                calls |= calls_of(name, known)
    return calls


def load(calls: set[str]) -> int:
    """Loads the filter; the number of calls that this architecture has."""
    library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.c_void_p,
    ]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    context = library.seccomp_init(EPERM)
    added = 0
    for name in sorted(calls):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            continue
        if library.seccomp_rule_add_array(context, ALLOW, number, 0, None) != 0:
            raise SystemExit(f"no rule for {name}")
        added += 1
    if added < 100 or library.seccomp_load(context) != 0:
        raise SystemExit("the filter could not be loaded")
    return added


def main() -> None:
    """Loads the filter and becomes the program."""
    unit, program = sys.argv[1], sys.argv[2:]
    load(allowed(unit))
    os.execvp(program[0], program)


if __name__ == "__main__":
    main()
