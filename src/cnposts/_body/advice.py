"""What is doubtful about a destination as written, and what its author probably meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnposts import _urls
from cnposts.rules import Rule

if TYPE_CHECKING:
    from cnposts._report import Report

_WIDE = re.compile("[，。；：！？、（）“”‘’「」『』《》【】]")
_WIDE_SCHEME = re.compile(r"https?(?:：//|:／／|：／／)")
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DISK = re.compile(r"[A-Za-z]:[\\/]|file:/", re.IGNORECASE)
_QUOTES = "\"'“”‘’"
_ORDINARY = re.compile(
    r"(?:https?://[A-Za-z0-9.-]+(?::[0-9]{1,4})?(?=[/?#]|\Z)|(?!//|[A-Za-z][A-Za-z0-9+.-]*:))[A-Za-z0-9/?#&=%+._~:;,@!$*()-]*"
)
_BRACE = re.compile(r"\{[{%]")


def advise(url: str, place: tuple[int, int], report: Report) -> None:
    """Report what is wrong or doubtful about ``url``, which stands at ``place``."""
    if _ORDINARY.fullmatch(url) or _BRACE.search(url):
        return
    if _urls.split(url) is None:
        report(Rule.URL_INVALID, f"{url!r} cannot be a URL.", *place)
    elif _DISK.match(url):
        report(Rule.URL_SUSPECT, "This is a path of the author's own disk, which no reader can open.", *place)
    elif _WIDE_SCHEME.match(url):
        report(Rule.URL_SUSPECT, "Fullwidth characters stand where a URL wants ASCII.", *place, url.translate(_FULLWIDTH))
    elif url[-1:] in _QUOTES and url:
        report(Rule.URL_SUSPECT, "A stray quote ends the URL.", *place, url.strip(_QUOTES))
    elif "://" in url and (wide := _WIDE.search(url)):
        report(Rule.URL_SUSPECT, f"The URL runs on into text from {wide[0]} on.", *place, url[: wide.start()])
