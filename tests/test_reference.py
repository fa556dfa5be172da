"""The site: its reference has every public name and key, its contents every page, its pictures and tables what is true today."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

import cnposts
from cnposts import _keys, arrow, edit, export

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DIRECTIVE = re.compile(r"^\.\. auto(?:class|data|exception|function|module):: ([\w.]+)", re.MULTILINE)
DOCUMENTED = [name for path in sorted((DOCS / "reference").glob("*.md")) for name in DIRECTIVE.findall(path.read_text(encoding="utf-8"))]
PAGES = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")}
NAMES = [f"{module.__name__}.{name}" for module in (cnposts, arrow, edit, export) for name in module.__all__]


def test_the_reference_has_every_public_name_once():
    assert sorted(DOCUMENTED) == sorted(NAMES)


@pytest.mark.parametrize("name", [name for name in cnposts.__all__ if hasattr(getattr(cnposts, name), "model_fields")])
def test_every_field_is_described(name):
    fields = getattr(cnposts, name).model_fields
    assert [key for key, field in fields.items() if not (field.description or "").endswith(".")] == []


def test_every_page_has_its_place_in_the_contents():
    index = cnposts.load(DOCS / "index.md")
    tables = [block.text for block in index.code_blocks if block.lang == "{toctree}"]
    listed = [line for table in tables for line in table.splitlines() if line and not line.startswith(":")]
    assert sorted(listed) == sorted(page for page in PAGES - {"index"} if not page.startswith("how-to/") or page == "how-to/index")


def keys_by_field():
    flags = (*_keys.DRAFT, _keys.PUBLISHED, _keys.STATUS)
    yield from {**_keys.TEXTS, **_keys.DATES, **_keys.LISTS, **_keys.NUMBERS, "draft": flags}.items()
    yield from {**_keys.ABSOLUTE_URLS, "links": _keys.LINK_LISTS, "covers": _keys.COVERS}.items()
    yield "url", [name for name in _keys.URL_KEYS if name == "image" or name not in _keys.COVERS]
    yield from _keys.TEXT_KEYS.items()
    yield from ((f"{role}.{field}", names) for role, fields in _keys.PEOPLE.items() for field, names in fields.items())
    yield from ((f"Person.{field}", names) for field, names in _keys.PERSON_KEYS.items())


def test_the_reference_has_every_key_in_its_order():
    rows = re.findall(r"^\| `.*", (DOCS / "reference" / "keys.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [f"| `{field}` | {', '.join(f'`{name}`' for name in names)} |" for field, names in keys_by_field()]


@pytest.mark.parametrize("name", ["architecture.svg", "post.svg"])
def test_pictures_show_what_is_there(name):
    drawn = runpy.run_path(str(DOCS / "pictures" / "draw.py"))["PICTURES"][name]()
    assert (DOCS / "pictures" / name).read_text(encoding="utf-8") == drawn


def test_the_picture_of_the_layers_has_each_module():
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]
    shown = re.findall(r'class="code small middle" *>([^<]+)<', (DOCS / "pictures" / "architecture.svg").read_text(encoding="utf-8"))
    assert shown == [module for layer in layers for module in layer.split(" | ")]


@pytest.mark.parametrize("name", ["cnposts", "regex", "mistune", "pyromark"])
def test_the_table_of_what_tools_find_is_what_they_find(name):
    features = runpy.run_path(str(ROOT / "benchmarks" / "features.py"))
    read = features["READERS"][name]()
    text = (DOCS / "compared.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    column = 1 + list(features["READERS"]).index(name)
    found = {case.name: features["verdict"](read, case) for case in features["CASES"]}
    assert {row[0]: row[column] for row in rows if row[0] in found} == found
