"""A target for atheris: whatever the bytes are, a post comes out, with every place inside of its source.

usage: python fuzz/fuzz_parse.py [libFuzzer's options] [FOLDER...]

    python -m pip install -e '.[fast]' atheris
    python fuzz/fuzz_parse.py -dict=fuzz/posts.dict -max_len=200 -runs=2000000 /tmp/found fuzz/corpus

The first folder takes what finds new paths through the code; `fuzz/corpus` holds the beginnings. The first byte of an input says how the
rest is read: with which engine, as text or as bytes, with which errors, model and path.
"""

from __future__ import annotations

import sys
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["cnposts"]):
    import cnposts
    import cnposts._api
    import cnposts._markdown.pulldown
    from cnposts import export

PATHS = (None, "posts/2020-05-08-tea.md", "content/tea/index.zh.mdx", "_drafts/tea.markdown")


class Event(cnposts.FrontMatter):
    """A model that asks for more than strangers' posts have."""

    place: str
    seats: int = 0


def check(post: cnposts.Post[cnposts.FrontMatter], given: str | bytes) -> None:
    """What holds for each post."""
    source = post.source
    if isinstance(given, str) and given != source:
        raise AssertionError("the source is another one")
    for record in (*post.links, *post.images, *post.headings, *post.code_blocks, *post.shortcodes, *post.messages):
        for span in (record.span, getattr(record, "url_span", None)):
            if span and not (0 <= span.start <= span.end <= len(source) and span.line >= 1 and span.column >= 1):
                raise AssertionError(f"out of the source: {record!r}")
    if [link.span.start for link in post.links] != sorted(link.span.start for link in post.links):
        raise AssertionError("links out of order")


def one_input(data: bytes) -> None:
    """Read one input in one of the ways."""
    how, rest = data[0] if data else 0, data[1:]
    given = rest.decode("utf-8", "surrogatepass" if how & 64 else "replace") if how & 1 else rest
    engine, path = "pulldown" if how & 2 else "mistune", PATHS[how >> 3 & 3]
    if how & 4:
        with suppress(cnposts.CnpostsError):
            cnposts.parse(given, engine=engine, path=path, model=Event, errors="raise")
        return
    post = cnposts.parse(given, engine=engine, path=path)
    check(post, given if isinstance(given, str) and given.isprintable() else post.source)
    if how & 32 and how & 16:
        if cnposts.Post.model_validate_json(post.model_dump_json()) != post:
            raise AssertionError("JSON gives another post")
        export.to_markdown(post, "toml" if how & 128 else "yaml")


def guarded(data: bytes) -> None:
    """Text that is no UTF-8 is no text."""
    with suppress(UnicodeDecodeError):
        one_input(data)


if __name__ == "__main__":
    atheris.Setup(sys.argv, guarded)
    atheris.Fuzz()
