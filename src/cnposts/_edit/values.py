"""Values as YAML, TOML and JSON write them, proved by reading them back."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from cnposts import _frontmatter
from cnposts._edit.asked import Edit
from cnposts._frontmatter import Scalar, Sequence, to_value
from cnposts._position import Lines
from cnposts._report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence as SequenceOf

    from pydantic import JsonValue

    from cnposts.models import Format

MetaValue: TypeAlias = "str | int | float | bool | date | datetime | None | SequenceOf[MetaValue] | dict[str, MetaValue]"
"""What front matter can hold. Numbers that no JSON has are written as their format spells them."""

_DOCUMENTS = {"yaml": "---\nx: {}\n---\n", "toml": "+++\nx = {}\n+++\n", "json": '{{"x": {}}}\n'}
_PROPERTIES = re.compile(r"(?:[&!]\S*[ \t]+)*")  # anchors and tags of YAML
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_NOT_FINITE = {"yaml": (".nan", ".inf", "-.inf"), "toml": ("nan", "inf", "-inf")}


class _Dumper(yaml.SafeDumper):
    """One line a scalar, dates with a ``T``."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, '"' if "\n" in text else None))
_Dumper.add_representer(datetime, lambda dumper, moment: dumper.represent_scalar("tag:yaml.org,2002:timestamp", moment.isoformat()))


def reads(form: Format, written: str, *, flow: bool = False) -> tuple[JsonValue, str | None] | None:
    """What ``written`` is read as, as a value of that format: the value, and a scalar's text; None where something is wrong with it."""
    text = f"[{written}]" if flow and form == "yaml" else written
    document = _DOCUMENTS[form].format(text)
    report = Report(Lines(document))
    header = _frontmatter.read(document, report)
    node = header.tree.entries["x"][2] if [*header.tree.entries] == ["x"] and header.end == len(document) else None
    if text is not written:
        node = node.items[0] if isinstance(node, Sequence) and len(node.items) == 1 else None
    if node is None or any(message.severity == "error" for message in report.messages):
        return None
    return to_value(node), node.text if isinstance(node, Scalar) else None


def plain(form: Format, value: Any) -> JsonValue:  # noqa: ANN401 - whatever the caller gives
    """The value as ``FrontMatter.raw`` will have it.

    Raises:
        TypeError: Front matter holds no such values.
    """
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        finite = value - value == 0 if isinstance(value, float) else -(2**63) <= value < 2**63
        return value if finite else dumped(form, value)
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: plain(form, item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(form, item) for item in value]
    raise TypeError(f"front matter holds texts, numbers, dates, lists and mappings with texts as keys, not {value!r}")


def dumped(form: Format, value: Any) -> str:  # noqa: ANN401
    """The value on one line."""
    if form == "yaml":
        text: str = yaml.dump(value, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False)
        return text.removesuffix("\n").removesuffix("\n...")
    return _toml(value) if form == "toml" else json.dumps(value, ensure_ascii=False, allow_nan=False, default=lambda day: day.isoformat())


def lines(key: str, value: Any) -> list[str]:  # noqa: ANN401
    """The lines of a key with its value in YAML; what holds only scalars stands on one line."""
    if not isinstance(value, dict | list | tuple):
        return [f"{key_text('yaml', key)}: {scalar('yaml', value)}"]
    text: str = yaml.dump({key: value}, Dumper=_Dumper, default_flow_style=None, allow_unicode=True, width=float("inf"), sort_keys=False)
    return text.removesuffix("\n").split("\n")


def _toml(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_text('toml', key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if value is None:
        raise TypeError("TOML has no null; use remove_meta to take a key away")
    return str(value).lower()


def key_text(form: Format, key: str, like: str = "") -> str:
    """A key as the format writes it, quoted as ``like`` is where that can be."""
    if form == "toml" and _BARE_KEY.fullmatch(key) and like[:1] not in {'"', "'"}:
        return key
    return scalar(form, key, like, flow=True) if form != "toml" else _toml(key)


def _candidates(form: Format, text: str, like: str) -> Iterator[str]:
    """Ways to write a text: as ``like`` is written, as the format's writer would, in double quotes."""
    if "\n" not in text and form != "json":
        quote = like[:1]
        if quote == "'":
            doubled = text.replace("'", "''") if form == "yaml" else text
            yield f"'{doubled}'"
        elif quote == '"':
            yield _toml(text)
        elif text and (form == "yaml" or like):
            yield text
    yield dumped(form, text)
    yield _toml(text)


def scalar(form: Format, value: Any, like: str = "", *, flow: bool = False) -> str:  # noqa: ANN401
    """The value on one line; a text is written as ``like`` is, if it can be."""
    if not isinstance(value, str):
        return dumped(form, value)
    like = like[_PROPERTIES.match(like).end() :]  # type: ignore[union-attr] - it matches anything
    found = (text for text in _candidates(form, value, like) if (read := reads(form, text, flow=flow)) and read[0] == value)
    return next(found, _toml(value))


def replaced(header: _frontmatter.Header, node: Scalar, value: Any, *, flow: bool) -> Edit:  # noqa: ANN401
    """The edit that gives a scalar a new value, its anchor and tag kept; an empty one gets it behind a blank."""
    form, old = header.format or "yaml", header.source[node.start : node.end]
    kept = _PROPERTIES.match(old)[0] if form == "yaml" else ""  # type: ignore[index]
    text = scalar(form, value, old, flow=flow)
    return Edit(node.start, node.end, kept + text if old else f" {text}")


def patched(header: _frontmatter.Header, node: Scalar, places: SequenceOf[tuple[int, int, str]], wanted: str, *, flow: bool) -> list[Edit]:
    """The edits that put texts at places inside of a scalar, which is ``wanted`` then; the whole scalar where it cannot hold them."""
    source, form = header.source, header.format or "yaml"
    old = source[node.start : node.end]
    escape = _escape(form, old)
    edits = [Edit(start, end, escape(text)) for start, end, text in places]
    if form not in _DOCUMENTS:
        return edits
    pieces, done = [], node.start
    for start, end, text in edits:
        pieces += [source[done:start], text]
        done = end
    read = reads(form, "".join([*pieces, source[done : node.end]]), flow=flow)
    return edits if read and read[1] == wanted else [replaced(header, node, wanted, flow=flow)]


def _escape(form: Format, like: str) -> Callable[[str], str]:
    """What a text needs inside of a value that is written as ``like``."""
    quote = like[_PROPERTIES.match(like).end() :][:1] if form in _DOCUMENTS else ""  # type: ignore[union-attr]
    if quote == '"':
        return lambda text: _toml(text)[1:-1]
    if quote == "'" and form == "yaml":
        return lambda text: text.replace("'", "''")
    return lambda text: text
