"""Posts in other formats.

Every function takes posts, and writes them in one format or gives them back as text.
"""

from cnposts._export.html import HasHtml, Render, Rewrite, to_html

__all__ = ["HasHtml", "Render", "Rewrite", "to_html"]
