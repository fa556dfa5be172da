"""The public surface, written down: who changes a name, a parameter, a field or a default sees it here, and tells it in the changelog.

``python -m tests.test_api`` writes what there is today.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from functools import cached_property
from pathlib import Path

import cnposts

WRITTEN = Path(__file__).parent / "data" / "api.txt"


def parameters(function):
    """Names, kinds and defaults; types are the type checkers' affair."""
    signature = inspect.signature(function)
    plain = [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]
    text = str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))
    return re.sub(r"<class '([\w.]+)'>", lambda match: match[1].rpartition(".")[2], text)


def members(kind):
    """Fields with their defaults, then what else a class and our own above it have."""
    fields = getattr(kind, "model_fields", {})
    for name, field in fields.items():
        yield f"    {name}" if field.is_required() else f"    {name} = {field.get_default(call_default_factory=True)!r}"
    yield from (f"    {name}" for name in getattr(kind, "_fields", ()))
    for field in dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ():
        yield f"    {field.name}" if field.default is dataclasses.MISSING else f"    {field.name} = {field.default!r}"
    ours = [vars(base) for base in kind.__mro__ if base.__module__.startswith("cnposts")]
    for name in sorted({name for base in ours for name in base if not name.startswith(("_", "model_"))} - set(fields)):
        member = next(base[name] for base in ours if name in base)
        if isinstance(member, property | cached_property):
            yield f"    {name}"
        elif inspect.isfunction(getattr(member, "__func__", member)):
            yield f"    {name}{parameters(getattr(kind, name))}"


def listed():
    """One line for each name, and each name below it."""
    for module in (cnposts, cnposts.arrow, cnposts.edit, cnposts.export):
        for name in sorted(set(module.__all__) - {"arrow", "edit", "export"}):
            item = getattr(module, name)
            if inspect.isclass(item):
                yield f"{module.__name__}.{name}"
                yield from members(item)
            else:
                yield f"{module.__name__}.{name}{parameters(item) if inspect.isfunction(item) else ''}"


def test_the_public_surface_is_the_one_that_is_written_down():
    assert list(listed()) == WRITTEN.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    WRITTEN.write_text("\n".join(listed()) + "\n", encoding="utf-8")
