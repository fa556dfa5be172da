"""Values as YAML, TOML and JSON write them, proved by reading them back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from typing_extensions import TypeAliasType

from cnposts import _frontmatter
from cnposts._decode import storable
from cnposts._edit.asked import Edit
from cnposts._frontmatter import Scalar, to_value
from cnposts._position import Lines
from cnposts._report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import JsonValue

    from cnposts.models import Format

MetaValue = TypeAliasType("MetaValue", "str | int | float | bool | date | datetime | Sequence[MetaValue] | Mapping[str, MetaValue] | None")
"""What front matter can hold. Numbers that no JSON has are written as their format spells them."""

_DOCUMENTS = {"yaml": "---\nx: {}\n---\n", "toml": "+++\nx = {}\n+++\n", "json": '{{"x": {}}}\n'}
PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*+")
"""Anchors and tags of YAML, before a value."""
ODD = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff]")  # what stands in double quotes only, escaped
_ANCHOR = re.compile(r"&\S+")
_LIKE_NUMBER = re.compile(r"[-+]?(?:\.?\d[\d_.]*(?:[eE][-+]?\d*)?|0[oxb][\da-fA-F_]*|\.(?:inf|nan)|[\d_:.]+)", re.IGNORECASE)
_PLAIN_IN_FLOW = re.compile(r"[\w./](?:[\w./~%&=+@-]|[ ](?=\w)|:(?=[\w/]))*(?<!-)")
_SIMPLE = re.compile(r"(?=[^/]*/)[\w./~](?:[\w./~%&=+@-]|:(?=[\w/]))*")  # URLs that need no quotes anywhere, and are no numbers
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


class _Dumper(yaml.SafeDumper):
    """One line a scalar, dates with a ``T``."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _represented(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if ODD.search(text) else "'" if _LIKE_NUMBER.fullmatch(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _represented)
_Dumper.add_representer(datetime, lambda dumper, moment: dumper.represent_scalar("tag:yaml.org,2002:timestamp", moment.isoformat()))


def reads(form: Format, written: str, *, flow: bool = False) -> tuple[JsonValue, str | None] | None:
    """What ``written`` is read as, as a value of that format: the value, and a scalar's text; None where something is wrong with it."""
    text = f"[{written}]" if flow and form == "yaml" else written
    document = _DOCUMENTS[form].format(text)
    report = Report(Lines(document))
    header = _frontmatter.read(document, report)
    node = header.tree.entries["x"][2] if [*header.tree.entries] == ["x"] and header.end == len(document) else None
    if text is not written:
        node = node.items[0] if isinstance(node, _frontmatter.Sequence) and len(node.items) == 1 else None
    if node is None or any(message.severity == "error" for message in report.messages):
        return None
    return to_value(node), node.text if isinstance(node, Scalar) else None


def native(form: Format, value: Any) -> Any:  # noqa: ANN401 - whatever the caller gives
    """The value in Python's own types.

    Raises:
        TypeError: Front matter, or this format of it, holds no such values.
    """
    if isinstance(value, str) and storable(value) == value:
        return str(value)
    if isinstance(value, bool | date) or (value is None and form != "toml"):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and (form != "json" or value - value == 0):
        return float(value)
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {str(key): native(form, item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview):
        return [native(form, item) for item in value]
    hint = "; remove_meta takes a key away" if value is None else ""
    raise TypeError(f"{form} front matter holds texts, numbers, dates, lists and mappings with texts as keys, not {value!r}{hint}")


def plain(form: Format, value: Any) -> JsonValue:  # noqa: ANN401
    """The native value as ``FrontMatter.raw`` will have it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: plain(form, item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(form, item) for item in value]
    is_odd = value - value != 0 if isinstance(value, float) else isinstance(value, int) and not -(2**63) <= value < 2**63
    return dumped(form, value) if is_odd else value


def dumped(form: Format, value: Any) -> str:  # noqa: ANN401
    """The value on one line."""
    if form == "yaml":
        text: str = yaml.dump(value, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False)
        return text.removesuffix("\n").removesuffix("\n...")
    return _toml(value) if form == "toml" else json.dumps(value, ensure_ascii=False, allow_nan=False, default=lambda day: day.isoformat())


def lines(key: str, value: Any) -> list[str]:  # noqa: ANN401
    """The lines of a key with its value in YAML; what holds only scalars stands on one line."""
    if not isinstance(value, dict | list):
        return [f"{key_text('yaml', key)}: {scalar('yaml', value)}"]
    if isinstance(value, list) and not any(isinstance(item, dict | list | datetime) for item in value):
        return [f"{key_text('yaml', key)}: {dumped('yaml', value)}"]
    return _block({key: value}, style=False if _holds_time(value) else None)


def _holds_time(value: Any) -> bool:  # noqa: ANN401
    """Whether a time stands in a container: between brackets PyYAML quotes it, as it has colons, and tags it."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, datetime) or any(map(_holds_time, below))


def item_lines(value: Any) -> list[str]:  # noqa: ANN401
    """The lines of an item of a list in YAML's block style."""
    return _block([value], style=False) if isinstance(value, dict) and value else [f"- {dumped('yaml', value)}"]


def _block(value: Any, *, style: bool | None) -> list[str]:  # noqa: ANN401
    text: str = yaml.dump(value, Dumper=_Dumper, default_flow_style=style, allow_unicode=True, width=float("inf"), sort_keys=False)
    return text.removesuffix("\n").split("\n")


def _toml(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, str):
        return ODD.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key_text('toml', key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value).lower()


def key_text(form: Format, key: str, like: str = "") -> str:
    """A key as the format writes it, quoted as ``like`` is where that can be."""
    if form == "toml" and _BARE_KEY.fullmatch(key) and like[:1] not in {'"', "'"}:
        return key
    return scalar(form, key, like, flow=True) if form != "toml" else _toml(key)


def _candidates(form: Format, text: str, like: str, *, flow: bool) -> Iterator[str]:
    """Ways to write a text: as ``like`` is written, as the format's writer would, in double quotes."""
    if form != "json" and not ODD.search(text):
        quote = like[:1]
        if quote == "'":
            doubled = text.replace("'", "''") if form == "yaml" else text
            yield f"'{doubled}'"
        elif quote == '"':
            yield _toml(text)
        elif _may_be_plain(text, like, flow=flow) if form == "yaml" else like:
            yield text
    yield dumped(form, [text])[1:-1] if flow else dumped(form, text)
    yield _toml(text)


def _may_be_plain(text: str, like: str, *, flow: bool) -> bool:
    """Whether every reader of YAML takes a plain scalar for this text: PyYAML's, and those of YAML 1.2, which know other numbers.

    Dates are spelled as texts are in ``FrontMatter.raw``; where one stood, another one may stand.
    """
    if not text or _LIKE_NUMBER.fullmatch(text) or (flow and not _PLAIN_IN_FLOW.fullmatch(text)):
        return False
    read, was = _loaded(text), _loaded(like)
    return read == text or (isinstance(read, date) and isinstance(was, date))


def _loaded(text: str) -> object:
    """What PyYAML makes of a plain scalar; None where it refuses it."""
    try:
        found: dict[str, object] = yaml.load(f"x: {text}\n", Loader=yaml.SafeLoader)  # the parser in Python, stricter than libyaml's
    except (yaml.YAMLError, ValueError):
        return None
    return found.get("x") if isinstance(found, dict) else None


def scalar(form: Format, value: Any, like: str = "", *, flow: bool = False) -> str:  # noqa: ANN401
    """The value on one line; a text is written as ``like`` is, if it can be."""
    if not isinstance(value, str):
        return dumped(form, value)
    like = _without_properties(like)
    found = (text for text in _candidates(form, value, like, flow=flow) if (read := reads(form, text, flow=flow)) and read[0] == value)
    return next(found, _toml(value))


def _without_properties(written: str) -> str:
    return PROPERTIES.sub("", written, count=1)


class Value(NamedTuple):
    """A scalar as it is written; ``flow`` tells whether it stands between brackets."""

    source: str
    form: Format
    node: Scalar
    flow: bool

    @property
    def written(self) -> str:
        """What stands in the source."""
        return self.source[self.node.start : self.node.end]

    def replaced(self, value: Any) -> Edit:  # noqa: ANN401
        """The edit that makes it another value, its anchor kept; an empty one gets that behind a blank."""
        old = self.written
        anchor = _ANCHOR.search(old.removesuffix(_without_properties(old))) if self.form == "yaml" else None
        kept = f"{anchor[0]} " if anchor else ""
        text = scalar(self.form, value, old, flow=self.flow)
        return Edit(self.node.start, self.node.end, kept + text if old else f" {text}")

    def patched(self, edits: Sequence[Edit], wanted: str) -> list[Edit]:
        """The edits inside of a text, which is ``wanted`` then, escaped as it demands; all of it where it cannot hold them."""
        escape = _escape(self.form, self.written)
        escaped = [edit._replace(text=escape(edit.text)) for edit in edits]
        if self.form not in _DOCUMENTS:
            return escaped
        pieces, done = [], self.node.start
        for edit in escaped:
            pieces += [self.source[done : edit.start], edit.text]
            done = edit.end
        written = "".join([*pieces, self.source[done : self.node.end]])
        is_odd = self.form == "yaml" and self.flow and written == wanted and not _PLAIN_IN_FLOW.fullmatch(written)
        read = None if is_odd else reads(self.form, written, flow=self.flow)
        return escaped if read and read[1] == wanted else [self.replaced(wanted)]


def is_simple(source: str, start: int, edits: Sequence[Edit]) -> bool:
    """Whether texts need nothing around them in the value that begins at ``start``."""
    is_inside = edits[0].start > start or not source.startswith(("*", "'", '"'), start)
    return is_inside and all(_SIMPLE.fullmatch(edit.text) for edit in edits)


def _escape(form: Format, like: str) -> Callable[[str], str]:
    """What a text needs inside of a value that is written as ``like``."""
    quote = _without_properties(like)[:1] if form in _DOCUMENTS else ""
    if quote == '"':
        return lambda text: _toml(text)[1:-1]
    if quote == "'" and form == "yaml":
        return lambda text: text.replace("'", "''")
    return lambda text: text
