"""Languages: their codes, and where paths tell them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CODES = frozenset(
    re.findall(
        r"\w+",
        "ar az be bg bn bs ca cn cs cy da de el en eo es et eu fa fi fil fr gl he hi hr hu hy id is it ja jp ka kk km ko kr ku lt lv"
        " mk mn mr ms my nb ne nl nn no pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr tw uk ur uz vi zh yue",
    )
)
"""Languages that sites are written in, and ``cn``, ``tw``, ``jp``, ``kr``; no words that end names of other things (``io``, ``so``)."""
_WORDS = {"be", "he", "id", "is", "it", "my", "no"}
"""Codes that are as likely the name of a folder; they count beside a folder of another language only."""
_MEANT = {"cn": "zh-CN", "tw": "zh-TW", "hk": "zh-HK", "jp": "ja", "kr": "ko", "cz": "cs", "iw": "he", "in": "id"}
_REGIONS = {"UK": "GB"}
_TAG = re.compile(r"(?P<code>[A-Za-z]{2,3})(?:[-_](?P<script>[A-Za-z]{4}))?(?:[-_](?P<region>[A-Za-z]{2}|\d{3}))?")
_DOCUSAURUS = re.compile(r"docusaurus-plugin-content-(docs|blog|pages)(?:-[^/]+)?/(?:current/)?|docusaurus-theme-[^/]+/")


def bcp47(tag: str) -> str:
    """``tag`` in the case and the order of BCP 47, and country codes that sites use for languages as these: ``zh_tw`` is ``zh-TW``.

    What is no language tag comes back as it is. ``uk`` is Ukrainian, as in ISO 639.
    """
    match = _TAG.fullmatch(tag.strip().partition(".")[0])  # zh_CN.UTF-8
    if not match:
        return tag.strip()
    code, script, region = match["code"].lower(), match["script"], (match["region"] or "").upper()
    if not script and not region:
        return _MEANT.get(code, code)
    language = _MEANT.get(code, code).partition("-")[0]
    return "-".join(filter(None, [language, script and script.title(), _REGIONS.get(region, region)]))


def is_tag(text: str) -> bool:
    """Whether ``text`` has the form of a language tag; ``Java`` has not."""
    return bool(_TAG.fullmatch(text.strip().partition(".")[0]))


def is_code(name: str) -> bool:
    """Whether a part of a path names a language: ``zh``, ``zh-cn``, ``pt_BR``."""
    match = _TAG.fullmatch(name)
    return bool(match and match["code"].lower() in CODES)


def folders(paths: Iterable[str]) -> frozenset[str]:
    """Which folders hold one language each, as prefixes with ``/``: ``en/``, ``i18n/zh-CN/``, ``content/ja/``."""
    by_parent: dict[str, set[str]] = {}
    for path in paths:
        parts = path.split("/")
        for depth, name in enumerate(parts[:-1]):
            if is_code(name):
                by_parent.setdefault("".join(f"{part}/" for part in parts[:depth]), set()).add(name)
                break
    return frozenset(
        f"{parent}{name}/"
        for parent, names in by_parent.items()
        for name in names
        if len(names) > 1 or name not in _WORDS or parent.endswith("i18n/")
    )


def split(path: str, language_folders: frozenset[str]) -> tuple[str | None, str]:
    """The language that the folders of ``path`` tell, and the path without them, as its translations share it."""
    parts = path.split("/")
    for depth in range(1, len(parts)):
        folder = "".join(f"{part}/" for part in parts[:depth])
        if folder in language_folders:
            above, _, name = folder[:-1].rpartition("/")
            above = above.removesuffix("i18n").rstrip("/")
            rest = _DOCUSAURUS.sub(lambda match: {"pages": "src/pages/"}.get(match[1], f"{match[1]}/"), path[len(folder) :], count=1)
            return bcp47(name), f"{above}/{rest}" if above else rest
    return None, path
