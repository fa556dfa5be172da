"""Rules are strings that carry what they mean."""

from __future__ import annotations

import json
import pickle
import re

import pytest

from cnposts import Message, Rule, Span


@pytest.mark.parametrize("rule", Rule)
def test_each_rule_says_what_it_finds(rule):
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", rule.value)
    assert rule.name == rule.value.upper().replace("-", "_")
    assert rule.severity in {"error", "warning"}
    assert re.fullmatch(r"[A-Z].+\.", rule.description)


def test_rules_are_their_ids():
    assert Rule("url-invalid") is Rule.URL_INVALID
    assert f"{Rule.URL_INVALID}" == "url-invalid"
    assert json.dumps(Rule.URL_INVALID) == '"url-invalid"'
    assert pickle.loads(pickle.dumps(Rule.URL_INVALID)) is Rule.URL_INVALID  # noqa: S301 - our own
    assert len({rule.description for rule in Rule}) == len(Rule)
    with pytest.raises(ValueError, match="no-such-rule"):
        Rule("no-such-rule")


def test_messages_print_as_compilers_do():
    message = Message(rule=Rule.URL_SUSPECT, reason="Odd.", severity="warning", span=Span(3, 5, 2, 1), suggestion="x'y", path="a/b.md")
    assert str(message) == 'a/b.md:2:1: warning: Odd. Did you mean "x\'y"? [url-suspect]'
    assert str(message.model_copy(update={"path": None, "suggestion": None})) == "<text>:2:1: warning: Odd. [url-suspect]"
    assert "''" in str(message.model_copy(update={"suggestion": ""}))
