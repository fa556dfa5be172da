"""What is raised carries all that was found, and crosses processes."""

from __future__ import annotations

import copy
import pickle

import pytest

import cnposts
from cnposts import CnpostsError, Message, ParseError, Rule, SchemaError, Span

ERROR = Message(rule=Rule.URL_INVALID, reason="No URL.", severity="error", span=Span(0, 1, 1, 1), path="a.md")
WARNING = Message(rule=Rule.URL_SUSPECT, reason="Odd.", severity="warning", span=Span(2, 3, 2, 1), path="a.md")


@pytest.mark.parametrize("cls", [ParseError, SchemaError])
def test_errors_carry_messages_and_show_the_grave_ones(cls):
    error = cls([WARNING, ERROR], "a.md")
    assert error.messages == (WARNING, ERROR)
    assert error.path == "a.md"
    assert str(ERROR) in str(error)
    assert isinstance(error, CnpostsError)
    assert isinstance(error, ValueError)


@pytest.mark.parametrize("cls", [ParseError, SchemaError])
@pytest.mark.parametrize("again", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])  # noqa: S301 - our own
def test_errors_are_copied_whole(cls, again):
    error = again(cls([ERROR, WARNING], "a.md"))
    assert type(error) is cls
    assert error.messages == (ERROR, WARNING)
    assert error.path == "a.md"
    assert str(error) == str(cls([ERROR, WARNING], "a.md"))


def test_an_error_lists_one_message_a_line():
    with pytest.raises(ParseError) as caught:
        cnposts.parse("[a](http://[x)\n\n[b](https://tea.example（)\n\n[c](http://[y)", path="a.md", errors="raise")
    assert [message.rule for message in caught.value.messages] == [Rule.URL_INVALID, Rule.URL_SUSPECT, Rule.URL_INVALID]
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == ["a.md:1:5", "a.md:5:5"]
