"""Uses the installed package as somebody would who has nothing but the wheel."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import cnposts

post = cnposts.parse("See [the manual](https://example.org/manual).\n")
link = post.links[0]
if not link.url_span or post.source[link.url_span.start : link.url_span.end] != "https://example.org/manual":
    sys.exit(f"a link out of place: {link}")
if version("cnposts") != cnposts.__version__:
    sys.exit(f"the wheel is of {version('cnposts')}, and the package says {cnposts.__version__}")
folder = Path(cnposts.__file__).parent
if not folder.is_relative_to(sys.prefix):
    sys.exit(f"not the installed package: {folder}")
if not (folder / "py.typed").is_file():
    sys.exit("the wheel says nothing of its types: py.typed is missing")
print(f"cnposts {cnposts.__version__} from the wheel: {link}")
