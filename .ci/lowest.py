"""Prints the dependencies at the lowest versions that pyproject.toml allows, for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

pyproject = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
for requirement in pyproject["project"]["dependencies"]:
    bound = re.match(r"([\w-]+)>=([\d.]+)", requirement)
    if bound:
        print(f"{bound[1]}=={bound[2]}")
    elif ";" not in requirement:
        raise SystemExit(f"no lower bound: {requirement}")
