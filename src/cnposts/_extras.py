"""Optional packages: imported where they are used, and named where they are missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def need(module: str, extra: str) -> Any:  # noqa: ANN401 - a module that type checkers need not know
    """Import ``module``.

    Raises:
        ImportError: It is not installed; the text names the extra that brings it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != package:
            raise
        raise ImportError(f"This needs {package}: pip install 'cnposts[{extra}]'", name=package) from error
