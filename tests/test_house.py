"""The house itself: names, versions, documents and layers stay true to the code."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import cnposts
from cnposts import _api
from cnposts._markdown import blocks, inlines

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMESPACES = {"arrow", "edit", "export"}
RULES = cnposts.load(ROOT / "docs" / "rules.md")


def code_blocks(post, section, **wanted):
    return [
        block.text
        for block in post.code_blocks
        if section.span.start <= block.span.start < section.span.end and all(getattr(block, key) == value for key, value in wanted.items())
    ]


def section_of(rule):
    return next(section for section in RULES.sections if section.heading and section.heading.text == rule.value)


def test_all_public_names_are_exported():
    public = {name for name, value in vars(_api).items() if not name.startswith("_") and not isinstance(value, ModuleType)}
    assert set(cnposts.__all__) - {"__version__", *NAMESPACES} == public - {"annotations"}
    assert list(cnposts.__all__) == sorted(cnposts.__all__)
    assert dir(cnposts) == cnposts.__all__
    assert not hasattr(cnposts, "prase")


def test_every_public_name_says_what_it_is():
    described = [getattr(cnposts, name) for name in cnposts.__all__]
    assert [item for item in described if (inspect.isclass(item) or inspect.isfunction(item)) and not inspect.getdoc(item)] == []


def test_the_version_is_the_projects():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cnposts.__version__ == project["version"]


def test_nothing_imports_the_facade():
    for path in (ROOT / "src" / "cnposts").rglob("*.py"):
        modules = {child.stem for child in (ROOT / "src" / "cnposts").iterdir()}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert "cnposts" not in [alias.name for alias in node.names], path
            if isinstance(node, ast.ImportFrom) and node.module == "cnposts":
                assert {alias.name for alias in node.names} <= modules, path


def loaded_by(statement):
    script = f"import sys; {statement}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True).stdout.split())


def test_importing_loads_no_more_than_the_packages_it_stands_on():
    packages = loaded_by("import frontmatter, mistune, pydantic, dateutil")
    assert {name for name in loaded_by("import cnposts") - packages if not name.startswith("cnposts")} == set()


def test_parsing_loads_nothing_that_it_does_not_use():
    heavy = {"asyncio", "dateutil.parser", "difflib", "html.parser", "http", "lxml", "multiprocessing", "numpy", "pandas", "pyarrow"}
    heavy |= {"pyromark", "sqlite3", "unittest", "cnposts.arrow", "cnposts.edit", "cnposts.export"}
    assert not heavy & loaded_by("import cnposts; cnposts.parse('---\\ndate: 2020-05-08\\n---\\n[a](b) <b>c</b>')")


@pytest.mark.parametrize("name", sorted(NAMESPACES))
def test_a_namespace_loads_when_it_is_asked_for(name):
    assert f"cnposts.{name}" in loaded_by(f"import cnposts; cnposts.{name}")
    assert "cnposts" in loaded_by(f"from cnposts.{name} import *")


@pytest.mark.parametrize("statement", ["from cnposts import *", "from cnposts import parse", "import cnposts; cnposts.models"])
def test_names_are_there_however_they_are_asked_for(statement):
    assert "cnposts._parse" in loaded_by(statement)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_documents_link_to_what_is_there(path):
    post = cnposts.load(path)
    assert post.messages == () or path.name == "rules.md"
    for link in post.links:
        if link.is_relative and link.kind == "inline":
            target, _, fragment = link.url.partition("#")
            assert (path.parent / target).exists(), link
            if fragment:
                assert fragment in [heading.id for heading in cnposts.load(path.parent / target).headings], link


@pytest.mark.parametrize("ours", [blocks.State, blocks.Blocks, inlines.Text, inlines.Inlines])
def test_each_part_of_mistune_that_is_replaced_is_documented(ours):
    text = (ROOT / "docs" / "internals.md").read_text(encoding="utf-8")
    replaced = [name for name in vars(ours) if name in dir(ours.__base__) and name not in dir(object)]
    assert [name for name in replaced if f"`{name}`" not in text and not name.startswith("__")] == []


def test_every_rule_is_documented_and_nothing_else():
    assert [section.heading.text for section in RULES.sections if section.heading and section.heading.depth > 1] == list(cnposts.Rule)


@pytest.mark.parametrize("rule", cnposts.Rule)
def test_a_rules_document_says_what_the_rule_says(rule):
    assert f"{rule.severity.capitalize()}. {rule.description}" in section_of(rule).text


@pytest.mark.parametrize("rule", cnposts.Rule)
def test_a_rules_example_breaks_it_and_its_mend_does_not(rule):
    section = section_of(rule)
    bad, mended = (code_blocks(RULES, section, lang="markdown", meta=meta) for meta in ("bad", "mended"))
    assert bad or code_blocks(RULES, section, lang="pycon")
    for text in bad:
        assert rule in [message.rule for message in cnposts.parse(text).messages]
    for text in mended:
        assert cnposts.parse(text).messages == ()
