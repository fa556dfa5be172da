"""Edits that change a URL, a text or a key of a post, and not one character more.

Every function takes a post and returns ``Edits``: what to write where. They add up; ``apply`` gives the new text, after it has been parsed
and compared with what was asked for; ``diff`` shows it. ``rewrite_file`` and ``rewrite_archive`` do this to files.
"""

from cnposts._edit.asked import Edit
from cnposts._edit.edits import Edits
from cnposts._edit.files import rewrite_archive, rewrite_file
from cnposts._edit.meta import remove_meta, rename_meta, set_meta
from cnposts._edit.texts import set_text
from cnposts._edit.urls import rewrite_urls
from cnposts._edit.values import MetaValue

__all__ = [
    "Edit",
    "Edits",
    "MetaValue",
    "remove_meta",
    "rename_meta",
    "rewrite_archive",
    "rewrite_file",
    "rewrite_urls",
    "set_meta",
    "set_text",
]
