"""How Sphinx builds this folder: ``python -m sphinx -W --keep-going -b html docs build/docs``. Needs no network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

import cnposts

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS / "_extension"))

project = "cnposts"
author = project_copyright = "cnposts contributors"
version = release = cnposts.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "records", "names"]
exclude_patterns = ["_extension"]
nitpicky = True

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist"]
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
napoleon_numpy_docstring = False
python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"
python_use_unqualified_type_names = True
add_module_names = False

html_theme = "furo"
html_title = f"cnposts {release}"
html_static_path = ["_static"]
html_css_files = ["own.css"]
html_favicon = "_static/logo.svg"
html_show_sphinx = False
html_show_sourcelink = html_copy_source = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
html_theme_options = {
    "light_logo": "logo.svg",
    "dark_logo": "logo.svg",
    "light_css_variables": {"color-brand-primary": "#0b6b5d", "color-brand-content": "#0b6b5d", "color-brand-visited": "#5b4a9c"},
    "dark_css_variables": {"color-brand-primary": "#5fc9b4", "color-brand-content": "#5fc9b4", "color-brand-visited": "#b3a4ee"},
}


def without_last_blank(_app: Sphinx, document: nodes.document) -> None:
    """Doctest wants a blank line behind the last output; readers do not."""
    for block in document.findall(nodes.literal_block):
        block.rawsource = block.astext().rstrip("\n")
        block.children = [nodes.Text(block.rawsource)] if len(block.children) == 1 else block.children


def setup(app: Sphinx) -> None:
    """Hook into Sphinx."""
    app.connect("doctree-read", without_last_blank)
