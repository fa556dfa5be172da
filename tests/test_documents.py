"""Every code block of the documents runs, page by page, and prints what the page shows of it."""

from __future__ import annotations

import ast
import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from contextlib import redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import pytest
import yaml

import cnposts

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]
NEEDS = {
    "docs/tutorial.md": ("matplotlib",),
    "docs/how-to/pelican.md": ("pelican",),
    "docs/how-to/pre-commit.md": ("pre_commit",),
    "docs/how-to/spark.md": ("pyspark", "dask"),
}
"""What pages need beside the extra `test`; the extra `integration` brings it."""

QUIET = {None, "markdown", "mermaid", "{toctree}", "{eval-rst}", "{glossary}"}
"""What nothing runs here: shown code, and what Sphinx checks. Examples of rules have a test beside the rules'."""
SHOWN = {"text", "diff"}
"""What the block before it printed."""
PARSERS = {"json": json.loads, "python": ast.parse, "toml": tomllib.loads, "yaml": yaml.safe_load}
ELSEWHERE = {
    "python -m pytest": "which is running",
    "(cd benchmarks/node": "needs a network, as the next does",
    "npm install": "",
    "curl ": "needs one, too",
    "python benchmarks/": "takes minutes, and archives of real posts",
}
"""What commands begin with that are not run here, and why."""
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]


def params(path):
    needed = NEEDS.get(path.relative_to(ROOT).as_posix(), ())
    missing = [name for name in needed if find_spec(name) is None]
    marks = [pytest.mark.integration, pytest.mark.skipif(bool(missing), reason=f"the extra `integration` brings {', '.join(missing)}")]
    marks += [pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")]
    return pytest.param(path, marks=marks if needed else [], id=path.relative_to(ROOT).as_posix())


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the commands of a page run: a checkout's examples stand there, and programs find what they want to know of their user."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    found = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUTF8": "1",
        "COLUMNS": "80",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "Mara",
        "GIT_AUTHOR_EMAIL": "mara@club.example.org",
        "GIT_COMMITTER_NAME": "Mara",
        "GIT_COMMITTER_EMAIL": "mara@club.example.org",
        "PRE_COMMIT_HOME": str(tmp_path / ".cache"),
        "PRE_COMMIT_COLOR": "never",
        "MPLBACKEND": "Agg",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
    }
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def examples(text, names):
    """A dialogue with Python, held to what it shows."""
    test = doctest.DocTestParser().get_doctest(text, names, "examples", None, 0)
    complaints: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    runner.run(test, out=complaints.append, clear_globs=False)
    assert not complaints, "".join(complaints)
    names |= test.globs


def program(text, names):
    exec(compile(text, "program", "exec"), names)  # noqa: S102 - it is the documents' own


def cell(text, names):
    """A cell of a notebook: its last value is shown, as Jupyter does."""
    body = ast.parse(re.sub(r"\A(?::.*\n)+", "", text)).body
    last = ast.Expression(body.pop().value) if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102 - it is the documents' own
    value = eval(compile(last, "cell", "eval"), names) if last else None  # noqa: S307 - the same
    getattr(value, "_repr_html_", value.__repr__)()


def bash(command):
    run = subprocess.run(["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False)  # noqa: S607
    return run.returncode, run.stdout


def commands(text, _):
    """Commands of a shell, each line of which must succeed."""
    for line in text.splitlines():
        parts = [part.strip() for part in line.partition("  #")[0].split(" && ")]
        wanted = [part for part in parts if not is_elsewhere(part)]
        status, printed = bash(" && ".join(wanted)) if wanted else (0, "")
        assert status == 0, f"{line}\n{printed}"
        sys.stdout.write(printed)


def is_elsewhere(command):
    """Whether a command is not for here; then what it names has to be there, extras and scripts."""
    if command.startswith("python -m pip install "):
        check_installed(shlex.split(command)[4:])
        return True
    assert [name for name in re.findall(r"benchmarks/[\w/]+\.py", command) if not (ROOT / name).is_file()] == []
    return command.startswith(tuple(ELSEWHERE))


def check_installed(wanted):
    """What pip is told to install are extras that are there, and what looks like a package."""
    for word in wanted:
        ours = re.fullmatch(r"(?:\.|cnposts)(?:\[([\w,]+)\])?", word)
        extras = ours[1].split(",") if ours and ours[1] else []
        assert ours or re.fullmatch(r"-e|[\w.-]+", word), word
        assert set(extras) <= EXTRAS.keys(), word


def session(text, _):
    """Commands after ``$``, each with what it prints; they may fail, and then show it."""
    for command, shown in re.findall(r"^\$ (.+)\n?((?:(?!\$ ).*(?:\n|\Z))*)", text, re.MULTILINE):
        check(shown, bash(command)[1], command)


RUNNERS = {"pycon": examples, "python": program, "{code-cell}": cell, "sh": commands, "console": session}


def check(shown, printed, where):
    """``…`` stands for any text of a line, and on a line of its own for any lines."""
    lines = [re.escape(line.rstrip()).replace("…", ".*?") + "\n" for line in shown.splitlines()]
    pattern = "".join(r"(?:.*\n)*?" if line == ".*?\n" else line for line in lines)
    found = "".join(f"{line.rstrip()}\n" for line in printed.rstrip().splitlines())
    assert re.fullmatch(pattern, found), f"{where}: this is shown\n{shown}\nand this is printed\n{found}"


def check_file(title, block):
    """A file that is shown whole: one of the checkout, or one that the page tells its reader to make."""
    PARSERS.get(block.lang, str)(block.text)
    if (ROOT / title).is_file():
        assert (ROOT / title).read_text(encoding="utf-8").rstrip() == block.text.rstrip(), title
    else:
        Path(title).parent.mkdir(parents=True, exist_ok=True)
        Path(title).write_text(f"{block.text.rstrip()}\n", encoding="utf-8")


def run(path):
    """Run a page from its first block to its last, in one namespace."""
    names = {"__name__": "__main__"}
    printed = None
    for block in cnposts.load(path).code_blocks:
        where = f"{path.relative_to(ROOT)}:{block.span.line}"
        titled = re.search(r'title="(.+?)"', block.meta or "")
        if titled:
            check_file(titled[1], block)
        elif block.lang in RUNNERS:
            out = StringIO()
            with redirect_stdout(out):
                RUNNERS[block.lang](block.text, names)
            printed = out.getvalue()
        elif block.lang in SHOWN:
            assert printed is not None, f"{where}: this shows what nothing printed"
            check(block.text, printed, where)
            printed = None
        elif block.lang not in QUIET:
            assert block.lang in PARSERS, f"{where}: nothing here knows how to run {block.lang}"
            PARSERS[block.lang](block.text)
    return names


@pytest.mark.parametrize("path", [*map(params, PAGES)])
@pytest.mark.usefixtures("folder")
def test_every_block_of_a_page_runs_and_prints_what_is_shown(path):
    run(path)


FAILING = {
    "unknown": "```ruby\nputs 1\n```",
    "shown and not printed": "```text\n1\n```",
    "shown and printed otherwise": "```python\nprint(1)\n```\n\n```text\n2\n```",
    "in a dialogue": "```pycon\n>>> 1\n2\n```",
    "in a session": "```console\n$ echo 1\n2\n```",
    "a command that fails": "```sh\nfalse\n```",
    "no such extra": "```sh\npython -m pip install '.[nothing]'\n```",
    "no such script": "```sh\npython benchmarks/nothing.py\n```",
    "broken": "```json\n{\n```",
}


@pytest.mark.parametrize("text", FAILING.values(), ids=FAILING)
def test_a_block_that_nothing_runs_or_that_shows_something_else_fails(text, tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    with pytest.raises((AssertionError, ValueError)):
        run(page)
