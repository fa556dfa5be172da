"""Posts in other formats.

Every function takes posts, and writes them in one format or gives them back as text.
"""

from cnposts._export.html import HasHtml, Render, Rewrite, to_html
from cnposts._export.records import to_json, to_jsonl
from cnposts._export.sqlite import Hit, search, to_sqlite
from cnposts._export.tabular import to_csv, to_parquet

__all__ = ["HasHtml", "Hit", "Render", "Rewrite", "search", "to_csv", "to_html", "to_json", "to_jsonl", "to_parquet", "to_sqlite"]
