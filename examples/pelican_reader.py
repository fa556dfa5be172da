"""A Pelican plugin that reads Markdown posts, whatever their front matter: ``PLUGIN_PATHS = ["."]``, ``PLUGINS = ["pelican_reader"]``."""

import logging
from html import escape
from typing import Any, ClassVar

from pelican import signals
from pelican.readers import BaseReader, Readers

import cnposts


class PostReader(BaseReader):
    """Reads posts; URLs such as ``{filename}tea.md`` stay, for Pelican to resolve."""

    file_extensions: ClassVar = ["md", "markdown", "mdx"]

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Give a post in HTML, and what Pelican wants to know of it."""
        post = cnposts.load(source_path, timezone=self.settings["TIMEZONE"])
        for message in post.messages:
            logging.getLogger(__name__).warning("%s", message)
        dates = {"date": post.date, "modified": post.meta.lastmod}
        values: dict[str, Any] = {name: date.isoformat() for name, date in dates.items() if date}
        values |= {"title": escape(post.title or "", quote=False), "summary": escape(post.summary, quote=False)}  # HTML to Pelican
        values |= {"tags": post.tags, "category": "".join(post.meta.categories[:1]), "authors": [person.name for person in post.authors]}
        status = post.meta.raw.get("Status", post.meta.raw.get("status"))  # such as hidden, which is Pelican's own
        values |= {"slug": post.slug, "lang": post.lang, "status": "draft" if post.meta.draft else status}
        metadata = {name: self.process_metadata(name, value) for name, value in values.items() if value}
        return cnposts.export.to_html(post, trusted=True), metadata


def add_reader(readers: Readers) -> None:
    """Take Markdown files over from Pelican's own reader."""
    readers.reader_classes |= dict.fromkeys(PostReader.file_extensions, PostReader)


def register() -> None:
    """Begin, as Pelican asks each plugin to."""
    signals.readers_init.connect(add_reader)
