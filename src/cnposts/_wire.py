"""A post as bytes: what a cache keeps and what worker processes hand back. Data only, nothing that could run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnposts.models import FrontMatter, Post

if TYPE_CHECKING:
    from cnposts.models import M


def encode(post: Post[M]) -> bytes | None:
    """``post`` as JSON; None where the fields of the user's model do not come back from JSON as they were."""
    model = type(post.meta)
    try:
        data = post.__pydantic_serializer__.to_json(post)
        return data if model is FrontMatter or decode(data, model) == post else None
    except ValueError:  # pydantic's, both of what cannot be written and of what cannot be read
        return None


def decode(data: bytes, model: type[M]) -> Post[M]:
    """The post that ``encode`` wrote.

    Raises:
        ValueError: ``data`` is no such post (pydantic's ``ValidationError`` is one).
    """
    if model is FrontMatter:
        return Post.model_validate_json(data)
    typed = Post[model].model_validate_json(data)  # type: ignore[valid-type] # a class made at run time
    return Post.model_construct(typed.model_fields_set, **typed.__dict__)  # plain Post, as everywhere: the other does not pickle
