"""The one place where URLs are taken apart, and where a malformed one is caught."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

_EMPTY = SplitResult("", "", "", "", "")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


@lru_cache(maxsize=4096)  # who asks for a URL's scheme mostly asks for its host, too
def split(url: str) -> SplitResult | None:
    """The parts of ``url``, or None where it cannot be a URL (``http://[``).

    A path of a Windows disk (``C:/x.png``) has no scheme: all of it is path.
    """
    if _DRIVE.match(url):
        return _EMPTY._replace(path=url)
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading the port is what checks it
    except ValueError:
        return None
    return parts
