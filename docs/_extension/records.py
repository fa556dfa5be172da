"""What autodoc does not see by itself: the fields of pydantic's models, and what stands below a type's alias."""

from __future__ import annotations

import re
import sys
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined
from sphinx.pycode import ModuleAnalyzer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo
    from sphinx.application import Sphinx

_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_SPELLED = {
    ": File": ": str | PathLike[str] | IO[bytes]",
    ": Reason": ": Literal['post', 'fragment', 'file']",
    ": date |": ": datetime.date |",
    "MappingOf": "Mapping",
}
"""What is short or clear in our modules only."""
_ANNOTATED = re.compile(r"(?:Annotated\[(\w+), .*|SerializeAsAny\[(\w+)\])$")


def described(_app: Sphinx, what: str, name: str, item: Any, _options: object, lines: list[str]) -> None:  # noqa: ANN401
    """Complete a docstring."""
    if what == "class" and isinstance(item, type) and issubclass(item, BaseModel):
        lines[:] = [line for line in lines if not line.startswith(":param")]
        lines += ["", *(line for field in _fields(item) for line in field)]
    elif what in {"data", "type"}:
        lines[:] = _below(name.rpartition(".")[2]) or lines


def signed(
    _app: Sphinx,
    what: str,
    _name: str,
    item: Any,  # noqa: ANN401
    _options: object,
    signature: str | None,
    returned: str | None,
) -> tuple[str, str | None] | None:
    """Shorten a signature. A model is not called but read: its fields stand below it, each with its type."""
    if what == "class" and isinstance(item, type) and issubclass(item, BaseModel):
        return "", None
    if what == "class" and is_dataclass(item):
        return f"({', '.join(f'{name}: {_plain(kind)}' for name, kind in vars(item)['__annotations__'].items())})", None
    if signature is None:
        return None
    for ours, spelled in _SPELLED.items():
        signature = signature.replace(ours, spelled)
    return signature, returned


def _fields(model: type[BaseModel]) -> Iterator[list[str]]:
    annotations = {name: kind for base in reversed(model.__mro__) for name, kind in vars(base).get("__annotations__", {}).items()}
    for name, field in model.model_fields.items():
        description = _CODE.sub(r"``\1``", field.description or "")
        yield [f".. attribute:: {name}", f"   :type: {_plain(annotations[name])}", *_default(field), "", f"   {description}", ""]


def _plain(annotation: object) -> str:
    return _ANNOTATED.sub(lambda match: match[1] or match[2], str(annotation))


def _default(field: FieldInfo) -> Iterator[str]:
    if field.default is not PydanticUndefined:
        yield f"   :value: {field.default!r}"


def _below(name: str) -> list[str]:
    """The text below an assignment, wherever it stands: autodoc looks in the facade alone."""
    for module in [module for module in sys.modules if module.startswith("cnposts.")]:
        found = ModuleAnalyzer.for_module(module).find_attr_docs().get(("", name))
        if found:
            return found
    return []


def setup(app: Sphinx) -> dict[str, bool]:
    """Hook into autodoc."""
    app.connect("autodoc-process-docstring", described)
    app.connect("autodoc-process-signature", signed)
    return {"parallel_read_safe": True}
