"""Reads cover images from the values of front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnposts._frontmatter.fields import pixels, stripped
from cnposts._frontmatter.tree import Mapping, Node, Scalar, Sequence
from cnposts._keys import COVERS, normalise
from cnposts.models import Image

if TYPE_CHECKING:
    from cnposts._frontmatter.fields import Context

_URL_KEYS = ("src", "url", "path", "file", "filename", "href", "image", "overlayimage", "teaser", "relative", *COVERS)
_TEXT_KEYS = {"alt": ("alt", "imagealt", "imagedescription"), "caption": ("caption", "desc", "description"), "title": ("title",)}
_STRICT = {"resources", "header", "background", "preview"}
"""Keys that hold other things than images too: only a file name of an image counts."""
_IMAGE = re.compile(r"\.(?:png|jpe?g|jfif|gif|svg|webp|avif|bmp|ico|tiff?|heic)(?![\w])", re.IGNORECASE)
_OTHER = re.compile(r"\.(?:pdf|html?|mdx?|mp[34]|webm|mov|ogg|js|css|zip|txt|json|ya?ml)(?:$|[?#])|gradient\(|url\(", re.IGNORECASE)
_PATH = re.compile(r"https?://[^\s/]|//[^\s/]|data:image/|\.{0,2}/\S|[^\s/#]+/\S+$", re.IGNORECASE)


def is_image(url: str, *, strict: bool) -> bool:
    """Whether a value is an image and not a colour, a flag's word, or a file of another kind."""
    if _OTHER.search(url) or (url.lower().startswith(("http:", "https:")) and re.search(r"\s", url)):
        return False
    if _IMAGE.search(url):
        return not (strict and "*" in url)
    return not strict and bool(_PATH.match(url))


def covers(context: Context) -> tuple[Image, ...]:
    """All cover images, best first, none twice."""
    found: dict[str, Image] = {}
    for name, node in context.nodes(COVERS):
        for image in _images(context, node, strict=name in _STRICT):
            found.setdefault(image.url, image)
    return tuple(found.values())


def image(context: Context, node: Scalar, start: int, url: str, **texts: object) -> Image:
    """The image whose URL stands at ``start`` of the node's text."""
    return Image.model_validate(
        {"url": url, "kind": "key", "span": context.span(node), "url_span": context.place(node, start, start + len(url)), **texts}
    )


def _images(context: Context, node: Node, *, strict: bool) -> list[Image]:
    """The images of one value, at most as deep as the tree is."""
    if isinstance(node, Scalar):
        url = stripped(node)
        fits = url and not isinstance(node.value, bool | int | float) and is_image(url, strict=strict)
        return [image(context, node, node.text.find(url), url)] if fits else []
    if isinstance(node, Sequence):
        return [found for item in node.items for found in _images(context, item, strict=strict)]
    return _described(context, node, strict=strict)


def _described(context: Context, node: Mapping, *, strict: bool) -> list[Image]:
    """The images of a mapping, with the texts and sizes beside them."""
    named = {normalise(key): child for key, _, _, child in node.entries}
    texts: dict[str, object] = {}
    for field, names in _TEXT_KEYS.items():
        if written := next((stripped(named[name]) for name in names if name in named and stripped(named[name])), None):
            texts[field] = written
    for field in ("width", "height"):
        if field in named and (size := pixels(named[field])) is not None:
            texts[field] = size
    found = [item for name in dict.fromkeys(_URL_KEYS) if name in named for item in _images(context, named[name], strict=strict)]
    return [item.model_copy(update={key: text for key, text in texts.items() if not getattr(item, key)}) for item in found]
