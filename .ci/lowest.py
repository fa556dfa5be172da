"""Prints the dependencies, those of the extras too, at the lowest versions that pyproject.toml allows, for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

pyproject = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
project = pyproject["project"]
extras = project["optional-dependencies"]
for requirement in dict.fromkeys(
    [*project["dependencies"], *extras["arrow"], *extras["fast"], *extras["html"], *extras["pandas"], *extras["progress"]]
):
    bound = re.match(r"([\w-]+)>=([\d.]+)", requirement)
    if bound:
        print(f"{bound[1]}=={bound[2]}")
    elif ";" not in requirement:
        raise SystemExit(f"no lower bound: {requirement}")
