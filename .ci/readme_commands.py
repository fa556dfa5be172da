"""Prints the commands that README.md promises, one a line: those in the fences after a mark `<!-- ci -->`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

PROMISED = 2
_FENCE = re.compile(r"^<!-- ci -->\n+```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)

readme = Path(__file__).parent.parent / "README.md"
commands = [line for block in _FENCE.findall(readme.read_text(encoding="utf-8")) for line in block.splitlines() if line.strip()]
if len(commands) != PROMISED:
    sys.exit(f"README.md marks {len(commands)} commands, not {PROMISED}: {commands}")
print(*commands, sep="\n")
