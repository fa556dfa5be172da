"""Run by ``test_network``: all calls on hostile posts, while every connection, program and foreign file is noted.

Arguments: an empty folder; ``prove`` to do what is forbidden instead, so that the watch is seen to work.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import urllib.request
import warnings
import zoneinfo
from contextlib import suppress
from pathlib import Path

import cnposts
from cnposts import edit, export
from tests.security.places import PAYLOADS, outputs, posts

FORBIDDEN = (
    "socket.",
    "urllib.",
    "http.client.",
    "ftplib.",
    "smtplib.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
)
FORBIDDEN += ("os.fork", "os.startfile", "ctypes.dlopen", "webbrowser.", "pty.", "shutil.rmtree", "exec_file")
HERE = Path(sys.argv[1]).resolve()
ALLOWED = [str(HERE), sys.prefix, sys.base_prefix, *map(os.path.realpath, filter(None, sys.path)), *zoneinfo.TZPATH]
tempfile.tempdir = str(HERE)  # feeds wait in a temporary file
noted: list[str] = []


def watch(event, args):
    if event.startswith(FORBIDDEN):
        noted.append(event)
    elif event in {"open", "os.listdir", "os.scandir"} and isinstance(args[0], str | bytes):
        path = os.path.realpath(os.fsdecode(args[0]))
        if not any(path == folder or path.startswith(folder + os.sep) for folder in ALLOWED):
            noted.append(f"{event} {path}")


def prove():
    with suppress(OSError), socket.socket() as one:
        one.settimeout(0.01)
        one.connect(("127.0.0.1", 9))
    for act in (
        lambda: socket.getaddrinfo("localhost", 80),
        lambda: urllib.request.urlopen("http://127.0.0.1:9/", timeout=0.01),
        lambda: subprocess.run([sys.executable, "--version"], check=True, capture_output=True),
        lambda: os.system("true"),  # noqa: S605, S607
        lambda: Path("/etc/passwd").read_bytes(),
    ):
        with suppress(OSError):
            act()


NAMED = ["/etc/passwd", "file:///etc/passwd", "../../../etc/passwd", "http://127.0.0.1:9/x", "https://x.example/x.png", "\\\\x.example\\x"]


def write(site):
    """Posts that name what they have no right to, in every place."""
    for number, text in enumerate([*NAMED, *(texts[0] for texts in PAYLOADS.values())]):
        for place, post in enumerate(posts(text)):
            (site / f"{number}-{place}.md").write_text(post.source.replace("\ud800", ""), encoding="utf-8")
    for number, name in enumerate(NAMED):
        shown = f'{{{{< include "{name}" >}}}} {{% include {name} %}} {{{{ readFile "{name}" }}}}\n\n--8<-- "{name}"\n\n![x]({name})\n'
        (site / f"file-{number}.md").write_text(f"---\ntitle: !include {name}\nimport: {name}\n---\n{shown}", encoding="utf-8")


def work():
    site, out = HERE / "site", HERE / "out"
    site.mkdir()
    out.mkdir()
    write(site)
    (site / "link.md").symlink_to("/etc/passwd")
    (site / "folder").symlink_to("/etc", target_is_directory=True)
    archive = cnposts.load_archive(site, base_url="https://us.example", cache=HERE / "cache.db")
    assert len(archive) > 100
    assert len(archive.failures) == 2
    web = {"base_url": "https://us.example"}
    for post in archive:
        if post.path.startswith("file-"):
            outputs(post)
            export.to_markdown(post, "toml")
        export.to_html(post)
        repr(post)
        post._repr_html_()
    archive._repr_html_()
    for function in (archive.broken_links, archive.missing_images, archive.unused_images):
        list(map(str, function()))
    export.to_json(archive, out / "x.json")
    export.to_csv(archive, out)
    export.to_parquet(archive, out)
    export.to_sqlite(archive, out / "x.db")
    export.search(out / "x.db", "passwd")
    export.to_atom(archive, out / "x.xml", title="x", **web)
    export.to_json_feed(archive, out / "feed.json", title="x", **web)
    export.to_json_ld(archive, out / "x.ld.json", **web)
    edit.rewrite_archive(archive, lambda post: edit.set_meta(post, {"checked": True}), dry_run=False, on_failure=str)


warnings.simplefilter("ignore")
if sys.argv[2:]:
    sys.addaudithook(watch)
    prove()
    print(*noted)  # noqa: T201
else:
    archive = cnposts.load_archive(HERE)  # what Python loads at the first call is no post's doing
    import pyarrow.parquet  # noqa: F401

    sys.addaudithook(watch)
    work()
    print(*noted, f"{len(noted)} forbidden", sep="\n")  # noqa: T201
