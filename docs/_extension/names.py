"""Names in signatures: ours lead to where the public name is documented; those of others are text, as no inventory is fetched."""

from __future__ import annotations

import builtins
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

HOMES = ("cnposts", "cnposts.edit", "cnposts.export", "cnposts.arrow")
OTHERS = {"pa", "pandas", "pd", "pyarrow", "pydantic"}
"""What comes before the dot in names of other packages."""
NAMES = {"Any", "Callable", "IO", "Iterable", "Iterator", "Literal", "Mapping", "NoneType", "Path", "PathLike", "Sequence"}
NAMES |= {"AwareDatetime", "JsonValue", "date", "datetime", "tzinfo"}
"""What signatures name of others without a dot."""
VARIABLE = "M"
"""Stands for a caller's front matter."""


def resolve(app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.TextElement) -> nodes.Node | None:
    """What Sphinx found no target for."""
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    first, _, last = target.partition(".")[0], *target.rpartition(".")[1:]
    domain = env.domains.python_domain
    for home in HOMES:
        if f"{home}.{last}" in domain.objects:
            return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", f"{home}.{last}", node, text)
    is_other = hasattr(builtins, first) or first in sys.stdlib_module_names | OTHERS | NAMES
    return text if is_other or last == VARIABLE else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Hook into Sphinx."""
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True}
