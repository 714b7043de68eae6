"""``python -m tests.fuzz [CODEC...] [--minutes N]``: fuzz the readers of zone files, one after another.

What is found lies in ``var/fuzz/<codec>/found`` (a reproducing file each), what was learnt in
``var/fuzz/<codec>/corpus``; both are kept for the next run. Exit 1 when anything was found.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import subprocess
import sys
from pathlib import Path

from tests.fuzz.seeds import CODECS, seeds

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 1_024
#: Seconds for one input before libFuzzer calls it stuck; the tighter bound is in the invariants.
STUCK = 60


def main(arguments: list[str] | None = None) -> int:
    """Run each codec for so many minutes; the number of codecs with findings is the answer's truth."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("codecs", nargs="*", metavar="CODEC", help=f"of {', '.join(CODECS)}; all by default")
    parser.add_argument("--minutes", type=float, default=10.0, help="for each codec")
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "fuzz")
    options = parser.parse_args(arguments)
    unknown = set(options.codecs) - set(CODECS)
    if unknown:
        parser.error(f"no such codec: {', '.join(sorted(unknown))}")
    if importlib.util.find_spec("atheris") is None:
        parser.error("atheris is not installed: .venv/bin/python -m pip install -r requirements-fuzz.lock")
    codes = [_fuzz(codec, options.minutes, options.into) for codec in options.codecs or CODECS]
    return 1 if any(codes) else 0


def _fuzz(codec: str, minutes: float, into: Path) -> int:
    corpus, found = into / codec / "corpus", into / codec / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for _, data in seeds(codec):
        (corpus / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)
    print(f"{codec}: {minutes:g} minutes, {len(list(corpus.iterdir()))} files to begin with", flush=True)
    command = [
        *(sys.executable, "-m", "tests.fuzz.target", str(found), str(corpus)),
        f"-artifact_prefix={found}/",
        f"-max_total_time={round(60 * minutes)}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-timeout={STUCK}",
        f"-report_slow_units={STUCK}",
        "-max_len=60000",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    before = set(found.iterdir())
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    for path in sorted(set(found.iterdir()) - before):
        print(f"{codec}: found {path}", flush=True)
    return code or len(set(found.iterdir()) - before)


if __name__ == "__main__":
    raise SystemExit(main())
