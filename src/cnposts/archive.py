"""A whole site's posts, and how they hang together."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, overload

from cnposts import _display, _tables
from cnposts._extras import need
from cnposts._faults import BrokenLink, MissingImage, Reason, anchors, is_made, strings
from cnposts._languages import bcp47
from cnposts._moments import bounds, is_before
from cnposts._paths import without_suffix
from cnposts._resolve import Site, Target
from cnposts._tables import Known, Row, TableName
from cnposts.models import Image, Link, M, Message, Post

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    import pandas as pd
    import pyarrow as pa

    from cnposts.errors import ParseError

_PICTURE = re.compile(r"\.(?:png|jpe?g|jfif|gif|svg|webp|avif|bmp|ico|tiff?|apng|heic)$", re.IGNORECASE)


class Archive(Sequence[Post[M]], Generic[M]):
    """The posts of a site in path order; ``load_archive`` makes it.

    What takes a post raises ``ValueError`` for one that is not of this archive.
    """

    def __init__(  # noqa: PLR0913 - what load_archive found
        self,
        results: Iterable[Post[M] | ParseError],
        *,
        root: str | os.PathLike[str] = ".",
        files: Iterable[str] = (),
        static: Mapping[str, str] = MappingProxyType({}),
        base_url: str | Iterable[str] = (),
        permalinks: str | Mapping[str, str] = "",
        bodies: bool = True,
    ) -> None:
        """Put together what was read.

        Args:
            results: Posts, and the errors of files that gave none, in path order.
            root: What their paths are relative to.
            files: Paths of the files that are no posts.
            static: Paths of files that are served from the root of the site, by their path there.
            base_url: As for ``load_archive``.
            permalinks: As for ``load_archive``.
            bodies: Whether the posts' bodies were read.
        """
        results = tuple(results)
        self.root: Path = Path(root)
        """The folder or zip file that was read."""
        self.failures: tuple[ParseError, ...] = tuple(result for result in results if not isinstance(result, Post))
        """Why files gave no post, each a ``ReadError`` (unreadable) or a ``SchemaError`` (unfit for the model)."""
        self.messages: tuple[Message, ...] = tuple(message for result in results for message in result.messages)
        """What was found wrong or doubtful in all files, each with its path."""
        self._posts: tuple[Post[M], ...] = tuple(result for result in results if isinstance(result, Post))
        self._files = tuple(files)
        self._static = dict(static)
        self._base_urls = (base_url,) if isinstance(base_url, str) else tuple(base_url)
        self._permalinks = permalinks
        self.bodies: bool = bodies
        """Whether the posts' bodies were read."""
        self._asked: tuple[int, dict[str, Link | Image]] = (-1, {})
        self._numbers = {post.path or "": number for number, post in enumerate(self._posts)}

    def __len__(self) -> int:
        """How many posts there are."""
        return len(self._posts)

    @overload
    def __getitem__(self, index: int) -> Post[M]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Post[M], ...]: ...
    def __getitem__(self, index: int | slice) -> Post[M] | tuple[Post[M], ...]:
        """The post at a place, or several as a tuple."""
        return self._posts[index]

    def __repr__(self) -> str:
        """One line."""
        failures = f", {len(self.failures)} failures" if self.failures else ""
        return f"<Archive {os.fspath(self.root)!r}: {len(self)} posts{failures}>"

    def _repr_html_(self) -> str:
        """A card, for notebooks."""
        return _display.archive_card(self)

    @property
    def by_path(self) -> Mapping[str, Post[M]]:
        """The posts by their path."""
        return MappingProxyType(self._by_path)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the posts, as BCP 47 writes them, in alphabetical order."""
        return tuple(sorted({language for language in self._site.languages if language}))

    def language_of(self, post: Post[M]) -> str | None:
        """A post's language, as BCP 47 writes it: from its front matter, its name or its folder."""
        return self._site.languages[self._number(post)]

    def url_for(self, post: Post[M]) -> str:
        """The path of a post on the site, from ``/``, not percent-encoded: its author's, else the pattern's, else its generator's."""
        return self._site.addresses[self._number(post)][0]

    def find(self, url_or_path: str | os.PathLike[str]) -> Post[M] | None:
        """The post of a path below the root, of a path on the site, or of a URL on the site's own hosts."""
        name = os.fspath(url_or_path).replace(os.sep, "/")
        number = self._numbers.get(posixpath.normpath(name.removeprefix(f"{self.root.as_posix()}/")))
        if number is None and Path(name).is_absolute():
            number = self._numbers.get(Path(os.path.relpath(name, self.root.absolute())).as_posix())
        if number is None:
            number = self._site.target(name).post
        return None if number is None else self._posts[number]

    def resolve(self, post: Post[M], url: str | os.PathLike[str] | Link | Image) -> Post[M] | Path | None:
        """What a URL in a post means: a post, a file (or folder) of the archive, or None: nothing, or a place elsewhere.

        Give the link or image itself, or its URL. A file of a zip file has the path of that before its own.
        """
        number = self._number(post)
        if isinstance(url, str | os.PathLike):
            url = os.fspath(url)
            found = self._written(number).get(url)
            target = self._site.reference(number, found) if found else self._site.target(url, number)
        else:
            target = self._site.reference(number, url)
        if target.post is not None:
            return self._posts[target.post]
        return None if target.file is None else self._path(target.file)

    def _written(self, number: int) -> dict[str, Link | Image]:
        """The first link or image of each URL in a post; the last post that was asked about is kept."""
        if self._asked[0] != number:
            written: tuple[Link | Image, ...] = (*self._posts[number].links, *self._posts[number].images)
            self._asked = number, {item.url: item for item in reversed(written)}
        return self._asked[1]

    def translations(self, post: Post[M]) -> tuple[Post[M], ...]:
        """The same post in other languages: of one ``translation_key``, or of one path but for the language in file or folder."""
        number = self._number(post)
        languages = self._site.languages
        return tuple(self._posts[other] for other in self._groups[self._group(number)] if languages[other] != languages[number])

    def backlinks(self, post: Post[M]) -> tuple[Post[M], ...]:
        """The other posts that link to a post, each once.

        Raises:
            ValueError: The archive was loaded with ``body=False``; so do ``broken_links``, ``missing_images`` and ``unused_images``.
        """
        self._need_bodies()
        return tuple(self._posts[other] for other in self._linking.get(self._number(post), ()))

    def broken_links(self) -> tuple[BrokenLink[M], ...]:
        """All links into the archive that lead nowhere: to no post, to no heading or anchor of one, to no file.

        Links to other hosts, to pages that generators make (lists by tag, feeds), and those with template code are not judged.
        """
        self._need_bodies()
        return tuple(
            BrokenLink(post, link, reason)
            for post, targets in zip(self._posts, self._targets, strict=True)
            for link, target in zip(post.links, targets, strict=True)
            if (reason := self._fault(target))
        )

    def missing_images(self) -> tuple[MissingImage[M], ...]:
        """All images of the archive itself whose file is not there."""
        self._need_bodies()
        return tuple(
            MissingImage(post, image)
            for number, post in enumerate(self._posts)
            for image in post.images
            if (target := self._site.reference(number, image)).is_ours and target.file is None
        )

    def unused_images(self) -> tuple[Path, ...]:
        """The image files that no post names: as image, link, argument of a shortcode or front-matter value."""
        self._need_bodies()
        used = {target.file for targets in self._targets for target in targets}
        for number, post in enumerate(self._posts):
            used |= {self._site.reference(number, image).file for image in post.images}
            used |= {self._site.target(text, number).file for text in strings(post) if _PICTURE.search(text)}
        files = (*self._files, *self._static.values())
        return tuple(self._path(file) for file in dict.fromkeys(files) if _PICTURE.search(file) and file not in used)

    def filter(  # noqa: PLR0913 - conditions that are named in the call
        self,
        *,
        tag: str | None = None,
        author: str | None = None,
        language: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        draft: bool | None = None,
    ) -> tuple[Post[M], ...]:
        """The posts that meet all conditions.

        Args:
            tag: One of the tags; case does not matter.
            author: The name of one of the authors; case does not matter.
            language: A language (``"zh"`` takes ``zh-CN`` and ``zh-TW``, too).
            since: The first date: a date, or ISO 8601 (``"2020"``, ``"2020-05"``, ``"2020-05-08T12:00+08:00"``). Without a zone, in
                the time that each post is written in.
            until: The last date; all of that day, month or year.
            draft: Whether it is a draft.

        Raises:
            ValueError: A date cannot be read.
        """
        first, last = bounds(since)[0], bounds(until)[1]
        wanted = bcp47(language) if language else None

        def meets(post: Post[M], lang: str | None) -> bool:
            return (
                (tag is None or tag.casefold() in map(str.casefold, post.tags))
                and (author is None or author.casefold() in (person.name.casefold() for person in post.authors))
                and (wanted is None or f"{lang}-".startswith(f"{wanted}-"))
                and (first is None or (post.date is not None and not is_before(post.date, first)))
                and (last is None or (post.date is not None and is_before(post.date, last)))
                and (draft is None or post.meta.draft == draft)
            )

        return tuple(post for post, lang in zip(self._posts, self._site.languages, strict=True) if meets(post, lang))

    def to_arrow(self, table: TableName = "posts") -> pa.Table:
        """A flat table of the archive; see ``cnposts.TableName`` for which there are.

        Raises:
            ImportError: pyarrow is missing; the extra ``arrow`` brings it.
            ValueError: There is no such table.
        """
        return _tables.to_arrow(table, self._rows(table))

    def to_pandas(self, table: TableName = "posts") -> pd.DataFrame:
        """The same table, with the same names and types, as a DataFrame.

        Raises:
            ImportError: pandas or pyarrow is missing; the extra ``pandas`` brings both.
            ValueError: There is no such table.
        """
        need("pandas", "pandas")
        need("pyarrow", "pandas")
        return _tables.to_pandas(self.to_arrow(table))

    def _need_bodies(self) -> None:
        if not self.bodies:
            raise ValueError("This archive was loaded with body=False: what its posts link to and show is not known.")

    def _rows(self, table: TableName) -> Iterator[Row]:
        _tables.check(table)
        if table == "messages":  # those of files that gave no post, too
            return (Row(None, message, 0, None) for message in self.messages)
        return (row for number, post in enumerate(self._posts) for row in _tables.rows(table, post, self._known(table, number)))

    def _known(self, table: TableName, number: int) -> Known:
        """What the columns of one table tell that no post tells by itself."""
        links: list[tuple[str | None, str | None, str | None]] = []
        images: list[tuple[str | None, bool]] = []
        if table == "links":
            links = [(None if to.post is None else self._posts[to.post].path, to.file, self._fault(to)) for to in self._targets[number]]
        if table == "images":
            found = [self._site.reference(number, image) for image in self._posts[number].images]
            images = [(target.file, target.is_ours and target.file is None) for target in found]
        return Known(self._site.addresses[number][0], self._site.languages[number], links, images)

    @cached_property
    def _by_path(self) -> dict[str, Post[M]]:
        return {path: self._posts[number] for path, number in self._numbers.items()}

    @cached_property
    def _site(self) -> Site:
        return Site(self._posts, self._files, self._static, self._base_urls, self._permalinks)

    @cached_property
    def _targets(self) -> list[list[Target]]:
        """What the links of each post mean."""
        return [[self._site.reference(number, link) for link in post.links] for number, post in enumerate(self._posts)]

    @cached_property
    def _linking(self) -> dict[int, dict[int, None]]:
        """Which other posts link to each."""
        linking: dict[int, dict[int, None]] = {}
        for number, targets in enumerate(self._targets):
            for target in targets:
                if target.post is not None and target.post != number:
                    linking.setdefault(target.post, {})[number] = None
        return linking

    @cached_property
    def _groups(self) -> dict[str, list[int]]:
        groups: dict[str, list[int]] = {}
        for number in range(len(self._posts)):
            groups.setdefault(self._group(number), []).append(number)
        return groups

    def _group(self, number: int) -> str:
        """What a post shares with its translations."""
        key = self._posts[number].meta.translation_key
        return f"key:{key}" if key else without_suffix(self._site.shared[number][1])

    def _number(self, post: Post[M]) -> int:
        number = self._numbers.get(post.path or "")
        if number is not None and self._posts[number] is not post:  # two of one path, or an equal copy
            number = next((other for other, own in enumerate(self._posts) if own is post), number)
        if number is None:
            raise ValueError(f"{post.path!r} is no post of {self!r}")
        return number

    def _path(self, file: str) -> Path:
        return Path(os.path.normpath(self.root / file))

    def _fault(self, target: Target) -> Reason | None:
        if not target.is_ours:
            return None
        if not target.is_found:
            return "file" if target.names_file else "post"
        if target.post is None or not target.fragment or target.fragment in self._anchors(target.post):
            return None
        return None if is_made(target.fragment) else "fragment"

    def _anchors(self, number: int) -> frozenset[str]:
        if number not in self._known_anchors:
            self._known_anchors[number] = anchors(self._posts[number])
        return self._known_anchors[number]

    @cached_property
    def _known_anchors(self) -> dict[int, frozenset[str]]:
        return {}
