"""Which post or file of an archive a URL means."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from cnposts import _languages, _urls
from cnposts._paths import is_jekyll
from cnposts._permalinks import Rules, addresses, content_of
from cnposts._tokens import urlize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from urllib.parse import SplitResult

    from cnposts.models import Image, Link, Post

SITE = re.compile(
    r"\{\{-?\s*(?:site|\.Site)\.(?:github\.)?(?:url|base_?url|home)\s*-?\}\}"
    r"|\{(?:static|attach|filename)\}|\|filename\||^pathname://",
    re.IGNORECASE,
)
"""What templates put in front of a path of their own site; Jekyll's, Hugo's, Pelican's and Docusaurus's."""
_TAG = re.compile(r"""\{(?:%-?\s*(link|post_url|post_link)|\{[<%]\s*(?:rel)?ref)\s+["'`]?([^\s%"'`]+)["'`]?\s*-?[%>]\}\}?""")
"""A tag as a whole; the first group is Jekyll's and Hexo's, which count from the root."""
_TEMPLATE = re.compile(r"\{\{|\{%|^\{(?:tag|category|author|index)\}")
"""Code that only the generator can run, and Pelican's lists."""
_BY_NAME = re.compile(r"\{\{[<%]-?\s*(?:rel)?ref\b|(\{%-?\s*(?:link|post_url|post_link|post_path)\b)")
"""Tags whose argument is a post's name or path, not a URL; the group as above."""
_FROM_CONTENT = re.compile(r"@(?:site)?(?=/)")
"""Zola's and Docusaurus's mark of paths that begin at the content."""
_RAW = re.compile(
    r"https?://(?:raw\.githubusercontent\.com/[^/]+/[^/]+/(?:refs/heads/)?[^/]+|cdn\.jsdelivr\.net/gh/[^/]+/[^/]+"
    r"|(?:github\.com|gitee\.com|gitlab\.com|gitcode\.com|codeberg\.org)/[^/]+/[^/]+/(?:-/)?(?:raw|blob|src)(?:/branch)?/[^/]+)/([^?#]+)"
)
"""A file of a repository as code hosts serve it; the group is its path there."""
_GENERATED = re.compile(
    r"(?:^|/)(?:tags?|categor(?:y|ies)|authors?|series|archives?|topics?|page/\d+|search)(?:/|$)|\.(?:xml|rss|atom)$", re.IGNORECASE
)
"""Pages that generators make by themselves: lists, feeds."""
STATIC = ("static/", "public/")
"""Folders beside the content that are served from the site's root."""
_HTML = re.compile(r"(?:(?:^|/)index)?\.html?$|(?:^|/)index(?:\.json|\.xml)?$")
"""What is left out where URLs of pages are compared; Hugo writes a page as JSON and XML too."""
_NAMED_FILE = re.compile(r"\.(?!html?$|md$|markdown$|mdx$)[A-Za-z]\w{0,5}$")


_Index = dict[str, dict[str | None, tuple[int, int]]]


class Target(NamedTuple):
    """What a URL means."""

    is_ours: bool = False
    """Whether it means a place of this archive; where neither post nor file is set, nothing is there."""
    post: int | None = None
    """Number of the post."""
    file: str | None = None
    """Path of the file or folder, relative to the root."""
    fragment: str = ""
    """The place in the post, decoded."""
    path: str = ""
    """The path that was looked for."""

    @property
    def is_found(self) -> bool:
        """Whether there is such a post or file, or a page that the generator makes."""
        return self.post is not None or self.file is not None or bool(_GENERATED.search(self.path))

    @property
    def names_file(self) -> bool:
        """Whether the path ends as that of a file which is no page."""
        return bool(_NAMED_FILE.search(self.path))


_ELSEWHERE = Target()


class Site:
    """All posts and files of an archive, by every URL that may mean them."""

    def __init__(
        self,
        posts: Sequence[Post[Any]],
        files: Iterable[str],
        static: Mapping[str, str],
        base_urls: Iterable[str],
        permalinks: str | Mapping[str, str],
    ) -> None:
        """Index them.

        Args:
            posts: All posts; ``Target.post`` is a place in here.
            files: Paths of the other files, relative to the root.
            static: Paths of files that are served from the site's root, by their path there.
            base_urls: Where the site is served.
            permalinks: A pattern for all posts, or patterns by section.
        """
        self._posts = posts
        self._paths = [post.path or "" for post in posts]
        self._files = {_normal(path): path for path in (*files, *static.values())}
        self._static = {_normal(path): file for path, file in static.items()}
        self._pages = {_key(path): file for path, file in self._files.items() if path.endswith("index.html")}  # before a README.md
        self._bases = [parts for url in base_urls if (parts := _urls.split(url if "//" in url else f"//{url}"))]
        language_folders = _languages.folders(self._paths)
        self.shared = [_languages.split(path, language_folders) for path in self._paths]
        """Of each post the language that its folder tells, and its path without it."""
        self.languages = [self._language(number) for number in range(len(posts))]
        folders = {folder for path in (*self._paths, *self._files) if not path.startswith("../") for folder in _above(path)} | {""}
        homes = {language.lower(): "" for language in self.languages if language}
        self._folders = homes | {form: folder for folder in sorted(folders) for form in (_normal(folder), urlize(folder))}
        sections = (path.rpartition("/") for path in (*self._paths, *(shared for _, shared in self.shared)))
        rules = Rules(
            permalinks,
            frozenset(folder for folder, _, file in sections if file.startswith("_index.")),
            any("_posts/" in path and is_jekyll(path) for path in self._paths) and not str(permalinks).endswith(("/", "pretty")),
        )
        self.addresses = [self._addresses(number, rules) for number in range(len(posts))]
        self._source = -1, ""  # the post that was asked about last: joining header and content costs time
        self._by_url = _ranked(self.addresses, self.languages)
        self._by_name = _ranked([_names(path) for path in self._paths], self.languages)

    def _addresses(self, number: int, rules: Rules) -> list[str]:
        """All paths that may mean a post; in a folder of its language also those without the folder, as of a site's first language."""
        post, path, (language, shared) = self._posts[number], self._paths[number], self.shared[number]
        own = addresses(post, path, rules)
        if not language:
            return own
        without = addresses(post, shared, rules)
        within = [f"/{language}{address}" for address in without]
        return list(dict.fromkeys([*within, *own, *without] if "docusaurus" in path else [*own, *within, *without]))

    def _language(self, number: int) -> str | None:
        """A post's language: its front matter's or file's, else its folder's."""
        lang = self._posts[number].lang
        found = lang if lang and _languages.is_tag(lang) else self.shared[number][0]
        return _languages.bcp47(found) if found else None

    def reference(self, number: int, reference: Link | Image) -> Target:
        """What a link or image of a post means."""
        if self._source[0] != number:
            self._source = number, self._posts[number].source
        source = self._source[1]
        tags = (_BY_NAME.search(source, span.start, span.end) for span in (reference.span, reference.url_span))
        tag, url = next(filter(None, tags), None), reference.url
        if tag and tag[1] and not url.startswith("{"):
            url = f"/{url.lstrip('/')}"
        return self.target(url, number, by_name=tag is not None)

    def target(self, url: str, number: int | None = None, *, by_name: bool = False) -> Target:
        """What ``url`` means in the post of that number; ``by_name`` where it is the argument of a tag that takes names of posts."""
        url, tags = _TAG.subn(lambda tag: f"/{tag[2].lstrip('/')}" if tag[1] else tag[2], SITE.sub("", url.strip()))
        by_name = by_name or bool(tags)
        parts = _urls.split(url)
        if not url or parts is None or _TEMPLATE.search(url):
            return _ELSEWHERE
        path = unquote(parts.path)
        if parts.scheme or parts.netloc:
            inner = self._inner(parts)
            if inner is None:
                return self._raw(url, number)
            path = unquote(inner)
        target = Target(is_ours=True, fragment=unquote(parts.fragment.partition(":~:")[0]), path=path)
        if not path:
            return target._replace(post=number)
        for candidate in self._candidates(path, number, by_name=by_name):
            file = self._pages.get(_key(candidate))
            post = self._best(self._by_url, _key(candidate), None if parts.netloc else number)
            if post is not None and file is None:
                return target._replace(post=post)
            file = file or self._file(candidate, number)
            if file is not None:
                return target._replace(file=file)
        return target._replace(post=self._best(self._by_name, _normal(path), number)) if by_name else target

    def _inner(self, parts: SplitResult) -> str | None:
        """The path on the site of a URL on one of its own hosts; below the path that the site is served at, if it has one."""
        for base in self._bases if parts.scheme in {"", "http", "https"} else ():
            above = base.path.rstrip("/")
            if _host(base.netloc) == _host(parts.netloc) and f"{parts.path}/".startswith(f"{above}/"):
                return f"/{parts.path[len(above) :].lstrip('/')}"
        return None

    def _candidates(self, path: str, number: int | None, *, by_name: bool) -> Iterator[str]:
        """The paths from the root that ``path`` may mean, the likeliest first."""
        own = "" if number is None else self._paths[number]
        content = content_of(own)
        is_rooted, path = path.startswith("/"), _FROM_CONTENT.sub("", path)
        if not path.startswith("/"):
            shared = [] if number is None or "docusaurus-" not in own else [self.shared[number][1]]
            for page in (own, self.addresses[number][0] if number is not None else "/", *shared):
                joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
                yield "" if joined == "." else joined
        if path.startswith("/") or by_name or number is None:
            inner = path.lstrip("/")
            bases = (base.path.rstrip("/") for base in self._bases)
            yield from (path.removeprefix(base) for base in bases if f"{path}/".startswith(f"{base}/"))
            language = own.removesuffix(self.shared[number][1]) if number is not None else ""
            yield from dict.fromkeys((inner, f"{content}{inner}", f"{_parent(content)}{inner}", f"{language}{inner}"))
            if is_rooted and "/" in own:  # Docusaurus counts from docs or blog, too; VitePress's site is docs
                yield from (f"{own.partition('/')[0]}/{name}{inner}" for name in ("", *STATIC))

    def _best(self, index: _Index, key: str, number: int | None) -> int | None:
        """The post of the lowest rank, among those in the language of the post that links if there are any."""
        found = index.get(key) or index.get(key.casefold())
        if not found:
            return None
        lang = None if number is None else self.languages[number]
        _, best = (found.get(lang) if lang else None) or min(found.values())
        return best

    def _file(self, path: str, number: int | None) -> str | None:
        """The file or folder at ``path``, or at its place below a folder that is served from the site's root."""
        path = _normal(path)
        site = "" if number is None else _parent(content_of(self._paths[number]))
        for index, key in (
            (self._static, path),
            (self._static, f"{path}/index.html"),
            (self._files, path),
            *((index, f"{site}{name}{path}") for name in STATIC for index in (self._files, self._pages)),
            (self._folders, path),
        ):
            if key in index:
                return index[key]
        return self._resource(path)

    def _resource(self, path: str) -> str | None:
        """A file beside a post whose URL is not its folder's path."""
        for folder in _above(path):
            for _, number in self._by_url.get(folder, {}).values():
                own = self._paths[number]
                for beside in (posixpath.dirname(own), posixpath.splitext(own)[0]):  # the second is Hexo's
                    file = self._files.get(_normal(beside + path[len(folder) :]))
                    if file is not None:
                        return file
        return None

    def _raw(self, url: str, number: int | None) -> Target:
        """A file of the post's own bundle, written as the code host's URL."""
        match = _RAW.match(url)
        folder = posixpath.dirname(self._paths[number]) if number is not None else ""
        _, found, inner = f"/{unquote(match[1])}".rpartition(f"/{folder}/") if match and folder else ("", "", "")
        file = self._files.get(_normal(f"{folder}/{inner}")) if found else None
        return Target(is_ours=True, file=file) if file is not None else _ELSEWHERE


def _ranked(forms: Iterable[Iterable[str]], languages: Sequence[str | None]) -> _Index:
    """By each form, and by it without case where that differs, the best of each language: its rank and number."""
    index: _Index = {}
    for number, (of_one, language) in enumerate(zip(forms, languages, strict=True)):
        keys = dict.fromkeys(map(_key, of_one))
        folded = (key.casefold() for key in keys)
        for rank, key in enumerate((*keys, *folded)):
            best = index.setdefault(key, {})
            best[language] = min(best.get(language, (rank, number)), (rank, number))
    return index


def _names(path: str) -> list[str]:
    """By what a tag may name a post besides its path: its file's name, or its bundle's, with and without suffix."""
    bundle, _, file = path.rpartition("/")
    names = [file, posixpath.splitext(file)[0], posixpath.splitext(path.rpartition("_posts/")[2])[0]]
    return [posixpath.basename(bundle)] if names[1].partition(".")[0] in {"index", "_index"} else names


def _key(url: str) -> str:
    """What two URLs of one page share."""
    path = _normal(unquote(url))
    return _HTML.sub("", path).strip("/")


def _normal(path: str) -> str:
    return unicodedata.normalize("NFC", path).strip("/")


def _above(path: str) -> Iterator[str]:
    """All folders above a file."""
    while path := path.rpartition("/")[0]:
        yield path


def _parent(folder: str) -> str:
    """The folder of the site above that of its content, both with ``/`` at the end."""
    return re.sub(r"(?:src/)?[^/]*/$", "", folder)


def _host(netloc: str) -> str:
    return netloc.rpartition("@")[2].lower().removesuffix(":80").removesuffix(":443").removeprefix("www.")
