"""Turns the tree of a front matter into the typed model, by the tables in ``_keys``; one unfit value costs its own field only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache, partial
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, get_args

from pydantic import AwareDatetime, BaseModel, FutureDatetime, NaiveDatetime, PastDatetime, ValidationError

from cnposts import _dates, _paths
from cnposts._frontmatter import fields
from cnposts._frontmatter.people import people
from cnposts._frontmatter.tree import Mapping, Node, Scalar, Sequence, key_of, spans, step, stripped, to_value
from cnposts._keys import ABSOLUTE_URLS, COVERS, DATES, DRAFT, LINK_LISTS, LISTS, NUMBERS, PEOPLE, PUBLISHED, STATUS, TEXTS, spellings
from cnposts.models import FrontMatter, Image, Link
from cnposts.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from cnposts._frontmatter.fields import Context
    from cnposts._frontmatter.formats import Header
    from cnposts._report import Report

F = TypeVar("F", bound=FrontMatter)
_DATETIMES = {datetime, AwareDatetime, NaiveDatetime, PastDatetime, FutureDatetime}


@dataclass(slots=True)
class Understood(Generic[F]):
    """The model (None where a required field of the caller's is missing or unfit), and the links and images of kind ``key``, in order."""

    meta: F | None
    links: list[Link]
    images: list[Image]


_Row: TypeAlias = "tuple[tuple[str, ...], Callable[[Context], Any]]"


def _row(names: tuple[str, ...], read: fields.Reader) -> _Row:
    def first(context: Context) -> Any:  # noqa: ANN401
        for name, node in context.nodes(names):
            if (value := read(context, name, node)) is not None:
                return value
        return None

    return names, first


_ROWS: dict[str, _Row] = {
    **{name: _row(names, fields.text) for name, names in TEXTS.items()},
    **{name: _row(names, fields.date) for name, names in DATES.items()},
    **{name: _row(names, fields.number) for name, names in NUMBERS.items()},
    **{name: _row(names, fields.absolute_url) for name, names in ABSOLUTE_URLS.items()},
    **{name: _row(names, partial(fields.texts, split=name not in {"aliases", "series"})) for name, names in LISTS.items()},
    **{role: (tuple(name for row in rows.values() for name in row), partial(people, role=role)) for role, rows in PEOPLE.items()},
    "covers": (COVERS, partial(fields.covers, names=COVERS)),
    "draft": _row((*DRAFT, PUBLISHED, STATUS), fields.draft),
    "links": _row(LINK_LISTS, fields.links),
}
"""The keys of each field, best first, and what reads it."""
_BY_KEY = {key: [name for name, row in _ROWS.items() if key in row[0]] for keys, _ in _ROWS.values() for key in keys}
"""The fields that each key may tell of."""
_EMPTY: Any = FrontMatter()
"""What all plain front matter is a copy of: our own readers make our own fields, which need no validation."""


def understand(header: Header, *, model: type[F], timezone: tzinfo, report: Report, path: str | None) -> Understood[F]:
    """Read all fields of ``header`` into ``model``; ``path`` may tell the date, and whether the post is Jekyll's."""
    context = fields.Context(header.source, fields.index(header.tree, report), report, timezone, path)
    own = _own_keys(model)
    values: dict[str, Any] = {}
    for name in _fields_of(*filter(_BY_KEY.__contains__, context.found)):
        mark = report.mark()
        value = _ROWS[name][1](context)
        if value is not None and value != ():
            values[name] = value
        elif name in own:
            report.rewind(mark)  # what does not fit our field may fit theirs
    elsewhere = "date" not in values and ((path and _paths.date_of(path)) or _paths.date_in_url(values.get("url", "")))
    if elsewhere and (moment := _dates.read(elsewhere.replace("_", "-"), timezone).value):
        values["date"] = moment
    if "draft" not in values and _paths.is_draft(path):
        values["draft"] = True
    values |= {"raw": to_value(header.tree), "format": header.format, "spans": spans(header.tree, report.lines)}
    meta = _EMPTY.model_copy(update=values) if model is FrontMatter else _fit(model, context, values, header.end)
    return Understood(meta, _in_order(context.links), _in_order(context.images))


@lru_cache(maxsize=1024)  # the posts of one archive have few sets of keys
def _fields_of(*keys: str) -> list[str]:
    """The fields that some of ``keys`` may tell of, in an order that is the same in every process."""
    return sorted({name for key in keys for name in _BY_KEY[key]})


def _in_order(found: list[Any]) -> list[Any]:
    """In source order, each place once."""
    places = {item.url_span: item for item in reversed(found)}
    return sorted(places.values(), key=lambda item: item.url_span.start)


@lru_cache(maxsize=256)
def _own_keys(model: type[FrontMatter]) -> dict[str, tuple[str, ...]]:
    """The normalised keys to look up for each field that a model adds or overrides."""
    declared = {name for base in model.__mro__ if base not in FrontMatter.__mro__ for name in get_annotations(base)}
    return {name: keys for name, keys in _spellings(model).items() if name in declared}


def _spellings(model: type[BaseModel]) -> dict[str, tuple[str, ...]]:
    return {name: spellings(name, field.validation_alias) for name, field in model.model_fields.items()}


def _fit(model: type[F], context: Context, values: dict[str, Any], end: int) -> F | None:
    """The model's instance; a candidate that does not fit gives way to the next one, the last one to the field's default."""
    nodes, tries = _offers(model, context, values)
    reasons: dict[str, tuple[str, tuple[int, int]]] = {}
    while True:
        try:
            return model.model_validate({name: found[0] for name, found in tries.items()}, by_alias=False, by_name=True)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
            faults = {str(next(iter(detail["loc"]), "")): detail for detail in reversed(details)}
        unfit = [name for name in faults if name in tries]
        if not unfit:
            break
        for name in unfit:
            what, place = _where(nodes.get(name), name, faults[name]["loc"][1:], (0, end))
            reasons.setdefault(name, (f"{what!r} does not fit: {faults[name]['msg']}.", place))
            rejected = tries[name].pop(0)
            if tries[name]:
                continue
            del tries[name]
            if rejected is None:
                del reasons[name]
            else:
                context.report(Rule.VALUE_INVALID, reasons[name][0], *reasons[name][1])
    for name in [name for name in reversed(faults) if name not in reasons]:
        text = f"The required key {name!r} is missing." if name else f"The front matter does not fit: {faults[name]['msg']}."
        context.report(Rule.VALUE_INVALID, text, 0, end)
    return None


def _where(node: Node | None, path: str, rest: tuple[int | str, ...], place: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """The path of what a fault is about (``venues[1].name``), and the innermost place on the way there that exists."""
    for part in rest:
        if isinstance(node, Mapping) and isinstance(part, str):
            path, place, node = f"{path}.{step(part)}", (node.start, node.end), node.entries[part][2] if part in node.entries else None
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
            path, node = f"{path}[{part}]", node.items[part]
    return path, (node.start, node.end) if node else place


def _candidates(context: Context, annotation: Any, node: Node) -> list[Any]:  # noqa: ANN401 - an annotation is anything
    """What a field's value could be, the likeliest first: with its dates read, plain, as spelled, and where a list is asked for, as one."""
    value, written = to_value(node), to_value(node, stripped)
    if value is None:
        return [None]
    only_text = _types(annotation) - {type(None)} == {str}
    found = [written, value] if only_text else [_shaped(context, annotation, node), value, written]
    parts = fields.texts(context, "", node) if isinstance(node, Scalar) else None
    return [*found, parts, [found[0]]] if parts else [*found, [found[0]]]


def _shaped(context: Context, annotation: Any, node: Node) -> Any:  # noqa: ANN401
    """The value of a node, with dates and times read as ours are wherever the annotation asks for these."""
    types = _types(annotation)
    if isinstance(node, Sequence):
        return [_shaped(context, annotation, item) for item in node.items]
    if isinstance(node, Mapping):
        models = [kind for kind in types if issubclass(kind, BaseModel)]
        fields_of = [(kind, name, keys) for kind in models for name, keys in _spellings(kind).items()]
        known = {key: kind.model_fields[name].annotation for kind, name, keys in fields_of for key in keys}
        inner = {key: known.get(key_of(key), None if models else annotation) for key in node.entries}
        return {key: _shaped(context, inner[key], entry[2]) for key, entry in node.entries.items()}
    if time in types and not isinstance(node.value, bool):
        return stripped(node)
    mark = context.report.mark()
    moment = fields.date(context, "", node) if types & {*_DATETIMES, date} and stripped(node) else None
    if not moment:
        context.report.rewind(mark)
        return node.value
    return moment.date() if not types & _DATETIMES else moment.replace(tzinfo=None) if types & _DATETIMES == {NaiveDatetime} else moment


def _types(annotation: Any) -> set[Any]:  # noqa: ANN401
    """The plain types that an annotation is made of."""
    inner = get_args(annotation)
    return {part for item in inner for part in _types(item)} if inner else {annotation} if isinstance(annotation, type) else set()


def _offers(model: type[F], context: Context, values: dict[str, Any]) -> tuple[dict[str, Node], dict[str, list[Any]]]:
    """The place of each field's value, and the candidates for it."""
    own, tries = _own_keys(model), {name: [value] for name, value in values.items()}
    nodes: dict[str, Node] = {}
    for name in {**values, **own}:
        for _, node in context.nodes((*own.get(name, ()), *_ROWS.get(name, ((),))[0]))[:1]:
            nodes[name] = node
            if name in own:
                names = [[person.name for person in values[name]]] if name in PEOPLE and name in values else []
                tries[name] = [*tries.get(name, ()), *names, *_candidates(context, model.model_fields[name].annotation, node)]
    return nodes, tries
