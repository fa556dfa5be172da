"""No call opens a connection, starts a program or opens a file that it was not given, whatever posts say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHILD = Path(__file__).with_name("watched.py")


def run(tmp_path, *arguments):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    command = [sys.executable, str(CHILD), str(tmp_path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=CHILD.parent.parent.parent)


def test_nothing_leaves_the_root_and_nothing_is_asked(tmp_path):
    done = run(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("0 forbidden\n")


def test_the_watch_sees(tmp_path):
    done = run(tmp_path, "prove")
    seen = set(done.stdout.split())
    assert {"socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen", "os.system", "open"} <= seen
