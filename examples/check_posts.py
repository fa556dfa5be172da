"""Checks announcements of events, one file an argument, and prints what is wrong with them as compilers do.

usage: python check_posts.py FILE...     (exit status 1 where there is an error)
       python check_posts.py --schema    (the JSON Schema of the keys that are their own, for editors)
"""

from __future__ import annotations

import json
import sys
from typing import Literal

from pydantic import AwareDatetime, Field

import cnposts


class Event(cnposts.FrontMatter):
    """The front matter of an announcement: what every post may have, and what each of these must."""

    date: AwareDatetime = Field(description="When it begins.")
    place: Literal["shed", "river", "library"] = Field(description="Where it is.")
    seats: int = Field(default=12, gt=0, description="How many can come.")


def messages_of(path: str) -> tuple[cnposts.Message, ...]:
    """What is wrong with a post, whether or not it is an ``Event`` at all."""
    try:
        return cnposts.load(path, model=Event).messages
    except cnposts.ParseError as error:
        return error.messages


def schema() -> dict[str, object]:
    """What ``Event`` adds, as it is written: ``FrontMatter`` takes its own keys in more spellings than a schema can tell."""
    whole = Event.model_json_schema()
    own = {name: field for name, field in whole["properties"].items() if name not in cnposts.FrontMatter.model_fields}
    required = [name for name in whole["required"] if name in own]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": required, "properties": own}


def main(paths: list[str]) -> int:
    """Check ``paths``."""
    messages = [message for path in paths for message in messages_of(path)]
    for message in messages:
        print(message)
    return int(any(message.severity == "error" for message in messages))


if __name__ == "__main__":
    if sys.argv[1:] == ["--schema"]:
        print(json.dumps(schema(), indent=2))
    else:
        sys.exit(main(sys.argv[1:]))
