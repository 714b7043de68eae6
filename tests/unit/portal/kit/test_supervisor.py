"""The supervisor starts again what falls, and stops everything together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def test_a_fallen_process_is_started_again_and_all_end_with_a_signal(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = textwrap.dedent(f"""
        import sys
        from portal.kit.supervisor import Supervisor
        say = "open({str(log)!r}, 'a').write('falls ')"
        stays = "import time; print('up', flush=True); time.sleep(60)"
        Supervisor({{"falls": [sys.executable, "-c", say], "stays": [sys.executable, "-c", stays]}}).run()
    """)
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    assert process.stderr is not None
    assert "starting again" in process.stderr.readline()
    assert "starting again" in process.stderr.readline()  # so it ran twice
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert log.read_text().count("falls") >= 2
