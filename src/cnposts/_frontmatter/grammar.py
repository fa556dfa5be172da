"""What JSON and TOML write differently: patterns, and how scalars and keys are read."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Keys: TypeAlias = "list[tuple[str, int, int]]"
"""The parts of a dotted key with their places."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What JSON and TOML write differently.

    Attributes:
        name: The format's name, for messages.
        blank: What may stand between values.
        key: One key, up to the sign behind it.
        sign: That sign.
        leaf: One well-formed scalar.
        broken: What to take as one scalar where ``leaf`` does not match.
        load: Evaluates a scalar.
        keys: Takes a key apart.
        trailing: Whether a comma may stand before the closing bracket.
    """

    name: str
    blank: re.Pattern[str]
    key: re.Pattern[str]
    sign: str
    leaf: re.Pattern[str]
    broken: re.Pattern[str]
    load: Callable[[str], object]
    keys: Callable[[str, int], Keys]
    trailing: bool


_STRING = r'"(?:[^"\\\r\n]|\\[^\r\n])*"'
_TOML_STRINGS = (r'"""(?:[^"\\]|\\[\s\S]|"{1,2}(?!"))*"{3,5}', r"'''(?:[^']|'{1,2}(?!'))*'{3,5}", _STRING, r"'[^'\r\n]*'")
_TOML_PLAIN = r"\d{4}-\d\d-\d\d[ Tt]\d\d:[^\s,\]}#]+|[^\s,\]}\[{#\"'=]+"
_TOML_PART = rf"""(?:{_STRING}|'[^'\r\n]*'|[^\s.="'\[\]{{}}#,]++)"""
_PART = re.compile(rf"[ \t]*({_TOML_PART})[ \t]*(?:\.|$)")
TOML_KEY = rf"{_TOML_PART}[ \t]*+(?:\.[ \t]*+{_TOML_PART}[ \t]*+)*+"
_TOML_BREAKS = re.compile(r"\r\n?")


def load_toml(text: str) -> object:
    """The value of one TOML scalar."""
    if text[0] == '"' and "\\" not in text and text.isprintable() and not text.startswith('"""'):
        return text[1:-1]
    return tomllib.loads("x = " + _TOML_BREAKS.sub("\n", text))["x"]


def _toml_keys(text: str, start: int) -> Keys:
    return [(_unquoted(match[1]), start + match.start(1), start + match.end(1)) for match in _PART.finditer(text)]


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    try:
        return str(load_toml(part))
    except tomllib.TOMLDecodeError:
        return part[1:-1]


def _json_keys(text: str, start: int) -> Keys:
    try:
        key = json.loads(text, strict=False)
    except ValueError:
        key = text.strip("\"'")
    return [(key if isinstance(key, str) else text, start, start + len(text))]


def _load_json(text: str) -> object:
    return json.loads(text, strict=False)


JSON = Grammar(
    name="JSON",
    blank=re.compile(r"[ \t\r\n\ufeff]*"),
    key=re.compile(rf"({_STRING}|'[^'\r\n]*'|[\w$-]+)[ \t\r\n]*(?=:)"),
    sign=":",
    leaf=re.compile(rf"{_STRING}|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|(?:true|false|null|NaN|-?Infinity)(?!\w)"),
    broken=re.compile(r"""'[^'\r\n]*'|"[^\r\n]*|[^\s,\]}][^,\]}\r\n]*"""),
    load=_load_json,
    keys=_json_keys,
    trailing=False,
)
TOML = Grammar(
    name="TOML",
    blank=re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*"),
    key=re.compile(rf"({TOML_KEY})(?==)"),
    sign="=",
    leaf=re.compile("|".join((*_TOML_STRINGS, _TOML_PLAIN))),
    broken=re.compile(r"""["'][^\r\n]*|[^\s,\]}][^,\]}\r\n]*"""),
    load=load_toml,
    keys=_toml_keys,
    trailing=True,
)
