"""A MkDocs hook that reads pages of any front matter and encoding: ``hooks: [mkdocs_hook.py]`` in mkdocs.yml."""

import logging
import posixpath
from html import escape
from urllib.parse import unquote

from markdown.extensions.toc import nest_toc_tokens
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

import cnposts


def on_page_read_source(**_: object) -> str:
    """Leave nothing to MkDocs, which may know neither the encoding nor the front matter."""
    return ""


def on_page_content(_: str, *, page: Page, files: Files, **_more: object) -> str:
    """Give a page its front matter, title, table of contents and HTML."""
    post = cnposts.parse(page.file.content_bytes, path=page.file.src_uri)
    for message in post.messages:
        logging.getLogger("mkdocs.hooks").warning("%s", message)

    def resolved(record: cnposts.Link | cnposts.Image) -> str | None:
        path, mark, fragment = record.url.partition("#")
        file = files.get_file_from_path(posixpath.normpath(posixpath.join(page.file.src_uri, "..", unquote(path))))
        return file.url_relative_to(page.file) + mark + fragment if file and record.is_relative else None

    page.meta = post.meta.raw | post.meta.model_dump(exclude={"raw", "spans"}, exclude_defaults=True)
    page.meta |= {"title": post.title} if post.title else {}
    page.toc = get_toc(nest_toc_tokens([{"level": item.depth, "id": item.id, "name": escape(item.text)} for item in post.headings]))
    return cnposts.export.to_html(post, rewrite=resolved, trusted=True)
