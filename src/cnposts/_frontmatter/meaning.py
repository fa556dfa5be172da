"""Turns the tree of a front matter into the typed model, by the tables in ``_keys``; one unfit value costs its own field only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from inspect import get_annotations
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, get_args

from pydantic import AwareDatetime, FutureDatetime, NaiveDatetime, PastDatetime, ValidationError

from cnposts import _dates, _paths
from cnposts._frontmatter import fields
from cnposts._frontmatter.people import people
from cnposts._frontmatter.tree import Node, Scalar, spans, stripped, to_value
from cnposts._keys import ABSOLUTE_URLS, COVERS, DATES, FLAGS, LINK_LISTS, LISTS, NEGATED_FLAGS, NUMBERS, PEOPLE, STATUSES, TEXTS, spellings
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
        for name in names:
            for node in context.found.get(name, ()):
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
    **{name: _row((*names, *NEGATED_FLAGS[name], *STATUSES[name]), fields.draft) for name, names in FLAGS.items()},
    **{role: (tuple(name for row in rows.values() for name in row), partial(people, role=role)) for role, rows in PEOPLE.items()},
    "covers": (COVERS, partial(fields.covers, names=COVERS)),
    "links": _row(LINK_LISTS, fields.links),
}
"""The keys of each field, best first, and what reads it."""
_BY_KEY = {key: [name for name, row in _ROWS.items() if key in row[0]] for keys, _ in _ROWS.values() for key in keys}
"""The fields that each key may tell of."""


def understand(header: Header, *, model: type[F], timezone: tzinfo, report: Report, path: str | None) -> Understood[F]:
    """Read all fields of ``header`` into ``model``; ``path`` may tell the date, and whether the post is Jekyll's."""
    context = fields.Context(header.source, fields.index(header.tree), report, timezone, path)
    own = _own_keys(model)
    values: dict[str, Any] = {}
    for name in sorted({name for key in context.found for name in _BY_KEY.get(key, ())}):
        mark = report.mark()
        value = _ROWS[name][1](context)
        if value is not None and value != ():
            values[name] = value
        elif name in own:
            report.rewind(mark)  # what does not fit our field may fit theirs
    if "date" not in values and (moment := _date_elsewhere(context, values.get("url"))):
        values["date"] = moment
    values |= {"raw": to_value(header.tree), "format": header.format, "spans": spans(header.tree, report.lines)}
    meta = model(**values) if model is FrontMatter else _fit(model, context, values, header.end)
    return Understood(meta, _in_order(context.links), _in_order(context.images))


def _in_order(found: list[Any]) -> list[Any]:
    """In source order, each place once."""
    places = {item.url_span: item for item in reversed(found)}
    return sorted(places.values(), key=lambda item: item.url_span.start)


def _date_elsewhere(context: Context, url: str | None) -> Any:  # noqa: ANN401
    """Where the front matter has no date, the file's name or the URL may have one."""
    written = (_paths.date_of(context.path) if context.path else None) or _paths.date_in_url(url or "")
    return _dates.read(written.replace("_", "-"), context.timezone).value if written else None


@lru_cache(maxsize=256)
def _own_keys(model: type[FrontMatter]) -> dict[str, tuple[str, ...]]:
    """The normalised keys to look up for each field that a model adds or overrides."""
    declared = {name for base in model.__mro__ if base not in FrontMatter.__mro__ for name in get_annotations(base)}
    return {name: spellings(name, field.validation_alias) for name, field in model.model_fields.items() if name in declared}


def _fit(model: type[F], context: Context, values: dict[str, Any], end: int) -> F | None:
    """The model's instance; a candidate that does not fit gives way to the next one, the last one to the field's default."""
    nodes, tries = _offers(model, context, values)
    reasons: dict[str, str] = {}
    while True:
        try:
            return model.model_validate({name: found[0] for name, found in tries.items()}, by_alias=False, by_name=True)
        except ValidationError as error:
            faults = {str(next(iter(detail["loc"]), "")): detail["msg"] for detail in error.errors(include_url=False, include_input=False)}
        unfit = [name for name in faults if name in tries]
        for name in unfit:
            reasons.setdefault(name, faults[name])
            rejected = tries[name].pop(0)
            if not tries[name] and rejected is None:
                del reasons[name]
            elif not tries[name]:
                place = (nodes[name].start, nodes[name].end) if name in nodes else (0, end)
                context.report(Rule.VALUE_INVALID, f"{name!r} does not fit: {reasons[name]}.", *place)
        tries = {name: found for name, found in tries.items() if found}
        if not unfit:
            break
    for name in faults.keys() - reasons.keys():
        text = f"The required key {name!r} is missing." if name else f"The front matter does not fit: {faults[name]}."
        context.report(Rule.VALUE_INVALID, text, 0, end)
    return None


def _candidates(context: Context, annotation: Any, node: Node) -> list[Any]:  # noqa: ANN401 - an annotation is anything
    """What a field's value could be, the likeliest first: a date, the plain value, its spelling."""
    types, value, written = _types(annotation), to_value(node), to_value(node, stripped)
    if value is None:
        return [None]
    if types - {type(None)} == {str}:
        return [written, value]
    found: list[Any] = []
    if isinstance(node, Scalar) and types & {*_DATETIMES, date} and not isinstance(value, bool):
        moment = _dates.read(stripped(node), context.timezone).value
        if moment:
            found = [moment, moment.replace(tzinfo=None)] if types & _DATETIMES else [moment.date()]
    return [*found, value, written]


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
                tries[name] = [*tries.get(name, ()), *_candidates(context, model.model_fields[name].annotation, node)]
    return nodes, tries
