"""Fits what was understood into the caller's model: one unfit value costs its own field only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from inspect import get_annotations
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import AliasChoices, AliasPath, AwareDatetime, FutureDatetime, NaiveDatetime, PastDatetime, ValidationError

from cnposts import _dates
from cnposts._frontmatter.fields import stripped
from cnposts._frontmatter.tree import Node, Scalar, Sequence, to_value
from cnposts._keys import normalise
from cnposts.models import FrontMatter
from cnposts.rules import Rule

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from cnposts._frontmatter.fields import Context

F = TypeVar("F", bound=FrontMatter)
_DATETIMES = {datetime, AwareDatetime, NaiveDatetime, PastDatetime, FutureDatetime}


@dataclass(slots=True)
class Plan:
    """What a model asks for.

    Attributes:
        own: The keys to look up for each field that the model adds or overrides.
        inputs: The name under which each field wants its value.
    """

    own: dict[str, tuple[str, ...]]
    inputs: dict[str, str]


@lru_cache(maxsize=256)
def plan(model: type[FrontMatter]) -> Plan:
    """Look at a model once."""
    fields = model.model_fields
    declared = {name for base in model.__mro__ if base not in FrontMatter.__mro__ for name in get_annotations(base)}
    own = {name: tuple(normalise(key) for key in (name, *_aliases(fields[name]))) for name in fields if name in declared}
    return Plan(own, {name: _input(name, field) for name, field in fields.items()})


def _aliases(field: FieldInfo) -> list[str]:
    found = [field.alias] if field.alias else []
    alias = field.validation_alias
    for choice in alias.choices if isinstance(alias, AliasChoices) else [alias]:
        if isinstance(choice, str):
            found.append(choice)
        elif isinstance(choice, AliasPath) and len(choice.path) == 1:
            found.append(str(choice.path[0]))
    return found


def _input(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias or field.alias
    if isinstance(alias, AliasChoices):
        alias = next((choice for choice in alias.choices if isinstance(choice, str)), None)
    return alias if isinstance(alias, str) else name


def candidates(context: Context, field: FieldInfo, node: Node) -> list[Any]:
    """What a field's value could be, the likeliest first: a date, the plain value, its spelling."""
    leaves = _leaves(field.annotation)
    value = to_value(node)
    written = _spelling(node)
    if value is None:
        return [None]
    if leaves - {NoneType} == {str}:
        return [written, value]
    found: list[Any] = []
    if isinstance(node, Scalar) and leaves & {*_DATETIMES, date} and not isinstance(node.value, bool):
        moment = _dates.read(stripped(node), context.timezone)
        if moment.value:
            found = [moment.value.date()] if not leaves & _DATETIMES else [moment.value, moment.value.replace(tzinfo=None)]
    return [*found, value, written]


def _leaves(annotation: Any) -> set[Any]:  # noqa: ANN401 - an annotation is anything
    """The plain types that an annotation is made of."""
    found, todo = set(), [annotation]
    while todo:
        part = todo.pop()
        inner = get_args(part)
        if inner:
            todo += inner
        elif part is not Ellipsis and isinstance(part, type):
            found.add(part)
    return found


def _spelling(node: Node) -> Any:  # noqa: ANN401
    if isinstance(node, Scalar):
        return stripped(node)
    if isinstance(node, Sequence):
        return [stripped(item) if isinstance(item, Scalar) else to_value(item) for item in node.items]
    return {key: stripped(child) if isinstance(child, Scalar) else to_value(child) for key, _, _, child in node.entries}


class Fitting:
    """Tries values for the fields of a model until all fit or have taken their defaults."""

    def __init__(self, model: type[F], context: Context, start: tuple[int, int]) -> None:
        """Fit values into ``model``; messages without a better place stand at ``start``."""
        self._model = model
        self._context = context
        self._start = start
        self._inputs = plan(model).inputs
        self._fields = {key: name for name, key in self._inputs.items()}
        self._tries: dict[str, list[Any]] = {}
        self._nodes: dict[str, Node | None] = {}
        self._reasons: dict[str, str] = {}

    def offer(self, name: str, values: list[Any], node: Node | None) -> None:
        """Offer values for a field, the best first."""
        self._tries[name] = values
        self._nodes[name] = node

    def fit(self) -> Any:  # noqa: ANN401 - an instance of the model
        """The model's instance, or None where a required field is missing or unfit."""
        while True:
            try:
                return self._model.model_validate({self._inputs[name]: values[0] for name, values in self._tries.items()})
            except ValidationError as error:
                if not self._learn(error):
                    return None

    def _learn(self, error: ValidationError) -> bool:
        """Drop the values that do not fit; returns whether it is worth trying again."""
        details = {self._name(detail["loc"]): detail["msg"] for detail in error.errors(include_url=False, include_input=False)}
        hopeless = [name for name in details if name not in self._tries]
        for name, reason in details.items():
            if name in self._tries:
                self._drop(name, reason)
        for name in hopeless if len(hopeless) == len(details) else ():
            if name not in self._reasons:
                text = f"The required key {name!r} is missing." if name else f"The front matter does not fit: {details[name]}."
                self._context.report(Rule.VALUE_INVALID, text, *self._start)
        return len(hopeless) < len(details)

    def _name(self, location: tuple[int | str, ...]) -> str:
        return self._fields.get(str(location[0]), str(location[0])) if location else ""

    def _drop(self, name: str, reason: str) -> None:
        rejected = self._tries[name].pop(0)
        self._reasons.setdefault(name, reason)
        if self._tries[name]:
            return
        del self._tries[name]
        node = self._nodes[name]
        if rejected is None:
            del self._reasons[name]
            return
        start, end = (node.start, node.end) if node else self._start
        self._context.report(Rule.VALUE_INVALID, f"{name!r} does not fit: {self._reasons[name]}.", start, end)
