"""Posts in other formats: files, databases, feeds, web pages.

Functions that write take an ``Archive`` or any iterable of posts, such as ``iter_posts`` gives: they write as posts come, so that memory
stays small, and fill the columns and URLs that only an archive knows where it is one. A file is written beside its place and moved there
when it is whole: whatever happens, what stands there is the old file or the new one.
"""

from cnposts._export.atom import to_atom
from cnposts._export.feeds import FeedOptions
from cnposts._export.html import Rewrite, to_html
from cnposts._export.jsonfeed import to_json_feed
from cnposts._export.linked import blog_posting, to_json_ld
from cnposts._export.markdown import HugoFormat, to_markdown
from cnposts._export.records import to_json, to_jsonl
from cnposts._export.sqlite import Hit, search, to_sqlite
from cnposts._export.tabular import to_csv, to_parquet
from cnposts._export.tags import HasHtml, Render

__all__ = [
    "FeedOptions",
    "HasHtml",
    "Hit",
    "HugoFormat",
    "Render",
    "Rewrite",
    "blog_posting",
    "search",
    "to_atom",
    "to_csv",
    "to_html",
    "to_json",
    "to_json_feed",
    "to_json_ld",
    "to_jsonl",
    "to_markdown",
    "to_parquet",
    "to_sqlite",
]
