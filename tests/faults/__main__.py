"""The long forms, by hand: ``python -m tests.faults kill --moments 500 --seed 1``, ``corrupt``, ``bytes``, ``power``, ``starve``, ``garbage``, ``together``, ``mutate``."""

import argparse
import tempfile
import time
from pathlib import Path

from tests.faults import corrupt, garbage, kill, mutate, power, starve, together


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument(
        "kind", choices=["kill", "corrupt", "power", "starve", "garbage", "together", "mutate", "bytes"]
    )
    parser.add_argument("--moments", type=int, default=500, help="kills, crashes or changes of files")
    parser.add_argument(
        "--seconds",
        type=float,
        default=600.0,
        help="how long readers read beside a writer, or how long garbage is tried",
    )
    parser.add_argument(
        "--only",
        nargs="+",
        default=(),
        metavar="COMMAND",
        help="which commands are killed, or which tables are changed",
    )
    parser.add_argument("--step", type=int, default=1, help="by how many pages the disk grows")
    parser.add_argument("--sample", type=int, default=0, help="how many mutants are tried; 0 means all")
    parser.add_argument(
        "--longest", type=float, default=mutate.LONGEST, help="seconds of tests against which a mutant is tried"
    )
    parser.add_argument("--files", nargs="+", default=mutate.FILES, help="of which there are mutants")
    parser.add_argument("--tests", nargs="+", default=mutate.TESTS, metavar="FILE", help="that notice mutants")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        if asked.kind == "kill":
            seen = kill.run(Path(name), moments=asked.moments, seed=asked.seed, names=asked.only)
        elif asked.kind == "power":
            seen = power.run(Path(name), moments=asked.moments, seed=asked.seed)
        elif asked.kind == "garbage":
            seen = garbage.run(Path(name), seconds=asked.seconds, seed=asked.seed)
        elif asked.kind == "starve":
            seen = starve.run(Path(name), step=asked.step)
        elif asked.kind == "corrupt":
            seen = corrupt.run(Path(name), changes=asked.moments, seed=asked.seed)
        elif asked.kind == "bytes":
            seen = corrupt.run_bytes(Path(name), changes=asked.moments, seed=asked.seed, tables=asked.only)
        elif asked.kind == "mutate":
            seen = mutate.run(
                files=asked.files, tests=asked.tests, sample=asked.sample, seed=asked.seed, longest=asked.longest
            )
        else:
            seen = together.run(Path(name), seconds=asked.seconds)
    for what, count in sorted(seen.items()):
        print(f"{count:9,}  {what}")
    print(f"{time.perf_counter() - began:9,.0f}  seconds")


if __name__ == "__main__":
    main()
