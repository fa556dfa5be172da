"""A Sphinx extension that reads Markdown posts, whatever their front matter: ``source_suffix = {".md": "cnposts"}`` in conf.py."""

from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.parsers import Parser

import cnposts


class PostParser(Parser):
    """Tells Sphinx the titles, and keeps the post until all pages have their URLs."""

    supported = ("cnposts",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Read a post."""
        post = document["post"] = cnposts.parse(inputstring, path=document["source"])
        headings = [nodes.section("", nodes.title("", item.text), ids=[item.id]) for item in post.headings]
        document += nodes.section("", nodes.title("", post.title or post.slug), *headings, ids=["post"])


def render(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Show the post in place of its headings, with the URLs of the pages that it links to."""

    def resolved(record: cnposts.Link | cnposts.Image) -> str | None:
        path, mark, fragment = record.url.partition("#")
        target = app.env.path2doc(app.env.relfn2path(unquote(path), docname)[0]) if record.is_relative else None
        return app.builder.get_relative_uri(docname, target) + mark + fragment if target in app.env.found_docs else None

    if post := doctree.get("post"):
        doctree[0][1:] = [nodes.raw("", cnposts.export.to_html(post, rewrite=resolved, trusted=True), format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Begin, as Sphinx asks each extension to."""
    app.add_source_parser(PostParser)
    app.connect("doctree-resolved", render)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
