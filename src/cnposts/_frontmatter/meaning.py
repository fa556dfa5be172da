"""Turns the tree of a front matter into the typed model, by the tables in ``_keys``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cnposts import _dates, _paths
from cnposts._frontmatter import fields, schema
from cnposts._frontmatter.images import covers
from cnposts._frontmatter.people import people
from cnposts._frontmatter.tree import spans, to_raw
from cnposts._frontmatter.trial import Trial
from cnposts._keys import ABSOLUTE_URLS, DATES, FLAGS, LINK_LISTS, LISTS, NEGATED_FLAGS, NUMBERS, PEOPLE, STATUSES, TEXTS
from cnposts.models import FrontMatter, Image, Link

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from cnposts._frontmatter.fields import Context
    from cnposts._frontmatter.formats import Header
    from cnposts._frontmatter.tree import Node
    from cnposts._report import Report

F = TypeVar("F", bound=FrontMatter)


@dataclass(slots=True)
class Understood(Generic[F]):
    """What the front matter says.

    Attributes:
        meta: The model; None where a required field of the caller's is missing or unfit.
        links: Links of kind ``key``, in source order.
        images: Images of kind ``key``, in source order.
    """

    meta: F | None
    links: list[Link]
    images: list[Image]


def understand(header: Header, *, model: type[F], timezone: tzinfo, report: Report, path: str | None) -> Understood[F]:
    """Read all fields of ``header``.

    Args:
        header: The front matter, read.
        model: `FrontMatter` or the caller's subclass of it.
        timezone: The zone of dates that name none.
        report: Takes the messages.
        path: The post's path, which may tell its date, and whether it is Jekyll's.

    Returns:
        The model with the links and images of the front matter.
    """
    context = fields.Context(header.source, fields.index(header.tree.entries), report, timezone, path)
    own = schema.plan(model).own
    pictures: list[Image] = []
    values: dict[str, Any] = {}
    for name in sorted({name for key in context.found for name in _BY_KEY.get(key, ())}):
        if name in PEOPLE:
            value, found = people(context, name)
            pictures += found
        else:
            value = _overridden(context, name) if name in own else _READERS[name](context, name)
        if value is not None and value != ():
            values[name] = value
    if found_covers := covers(context):
        values["covers"] = found_covers
    fields.links(context, LINK_LISTS)
    _date_elsewhere(context, values)
    values |= {"raw": to_raw(header.tree), "format": header.format, "spans": spans(header.tree, report.lines)}
    meta = model(**values) if model is FrontMatter else _fit(model, context, values, header)
    return Understood(meta, _in_order(context.links), _in_order([*pictures, *found_covers]))


def _in_order(found: list[Any]) -> list[Any]:
    """In source order, each place once."""
    places = {item.url_span: item for item in reversed(found)}
    return sorted(places.values(), key=lambda item: item.url_span.start)


def _texts(context: Context, name: str) -> tuple[str, ...]:
    return fields.texts(context, LISTS[name], fields.separator_of(name, LISTS[name], context))


def _draft(context: Context, name: str) -> bool | None:
    for _, node in context.nodes(FLAGS[name]):
        value = fields.flag(node)
        if value is not None:
            return value
        if fields.stripped(node) or not hasattr(node, "text"):
            context.wrong(node, "true or false")
    for _, node in context.nodes(NEGATED_FLAGS[name]):
        value = fields.flag(node)
        if value is not None:
            return not value
    statuses = [fields.stripped(node).lower() for _, node in context.nodes(STATUSES[name])]
    return statuses[0] == "draft" if statuses else None


def _plain(rows: dict[str, tuple[str, ...]], read: Callable[[Context, tuple[str, ...]], Any]) -> dict[str, Callable[[Context, str], Any]]:
    return dict.fromkeys(rows, lambda context, name: read(context, rows[name]))


_READERS: dict[str, Callable[[Context, str], Any]] = {
    **_plain(TEXTS, fields.text),
    **_plain(DATES, fields.date),
    **_plain(ABSOLUTE_URLS, fields.absolute_url),
    **_plain(NUMBERS, fields.number),
    **dict.fromkeys(LISTS, _texts),
    **dict.fromkeys(FLAGS, _draft),
}


def _by_key() -> dict[str, set[str]]:
    """The fields that each key may tell of."""
    found: dict[str, set[str]] = {}
    for table in (TEXTS, DATES, ABSOLUTE_URLS, NUMBERS, LISTS, FLAGS, NEGATED_FLAGS, STATUSES):
        for name, names in table.items():
            for key in names:
                found.setdefault(key, set()).add(name)
    for name, rows in PEOPLE.items():
        for key in (key for names in rows.values() for key in names):
            found.setdefault(key, set()).add(name)
    return found


_BY_KEY = _by_key()


def _overridden(context: Context, name: str) -> Any:  # noqa: ANN401
    """A field that the caller types anew: what does not fit ours may fit theirs, so errors only count with a value."""
    report = context.report
    context.report = trial = Trial(report)
    value = _READERS[name](context, name)
    context.report = report
    if value is not None and value != ():
        trial.accept()
    return value


def _date_elsewhere(context: Context, values: dict[str, Any]) -> None:
    """Where the front matter has no date, the file's name or the URL may have one."""
    if "date" in values:
        return
    written = _paths.date_of(context.path) if context.path else None
    written = written or _paths.date_in_url(values.get("url") or "")
    if written and (found := _dates.read(written.replace("_", "-"), context.timezone).value):
        values["date"] = found


def _fit(model: type[F], context: Context, values: dict[str, Any], header: Header) -> F | None:
    """Fit into the caller's model, whose own fields are looked up by name and alias."""
    start = len(header.source) - len(header.source.lstrip("\ufeff \t\r\n")) if header.format else 0
    fitting = schema.Fitting(model, context, (start, min(start + 3, header.end) if header.format else start))
    plan = schema.plan(model)
    for name, value in values.items():
        fitting.offer(name, [value], _node(context, (name,)))
    for name, keys in plan.own.items():
        node = _node(context, (*keys, *_names(name)))
        found = schema.candidates(context, model.model_fields[name], node) if node else []
        if name in values:
            found.insert(0, values[name])
        if found:
            fitting.offer(name, found, node)
    meta: F | None = fitting.fit()
    return meta


def _names(name: str) -> tuple[str, ...]:
    """The keys of a field of ours."""
    rows = next((table[name] for table in (TEXTS, DATES, LISTS, ABSOLUTE_URLS, NUMBERS, FLAGS) if name in table), ())
    return rows or PEOPLE.get(name, {}).get("name", ())


def _node(context: Context, names: tuple[str, ...]) -> Node | None:
    return next((node for _, node in context.nodes(names)), None)
