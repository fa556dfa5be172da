"""The one place where URLs are taken apart and encoded, and where a malformed one is caught."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, urlsplit

_EMPTY = SplitResult("", "", "", "", "")
_SAFE = "!#$%&'()*+,-./:;=?@_~{|}"
"""What stands in a URL as it is, as CommonMark's reference implementation has it; brackets do only in hosts.

Braces and bars are more than it has: a site generator that resolves ``{static}`` or ``|filename|`` looks for them in the HTML.
"""
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


def encoded(url: str) -> str:
    """A URL with all percent-encoded that cannot stand in one."""
    scheme, slashes, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    if not slashes or "[" not in host:
        return quote(url, safe=_SAFE, errors="replace")
    return f"{scheme}://{host}{slash}{quote(path, safe=_SAFE, errors='replace')}"
