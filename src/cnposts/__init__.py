"""Community posts as typed records, with the exact place of everything.

``parse``, ``load`` and ``iter_posts`` make a ``Post`` of Markdown with front matter; the models say what it holds. The handlers read front
matter alone, through ``frontmatter.loads(text, handler=cnposts.TOMLHandler())``. All is loaded when a first name is asked for (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnposts import arrow as arrow
    from cnposts import edit as edit
    from cnposts import export as export
    from cnposts._api import *  # noqa: F403
else:
    _NAMESPACES = {"arrow", "edit", "export"}

    def __getattr__(name: str) -> object:
        if name in _NAMESPACES:
            return import_module(f"cnposts.{name}")
        own = globals()
        if not name.startswith("_") or name in {"__all__", "__version__"}:  # modules of our own ask for each other
            api = import_module("cnposts._api")
            own |= {public: getattr(api, public) for public in api.__all__} | {"__all__": sorted([*api.__all__, *_NAMESPACES])} | own
        if name not in own:
            raise AttributeError(f"module 'cnposts' has no attribute {name!r}")
        return own[name]

    def __dir__() -> list[str]:
        return __getattr__("__all__")
