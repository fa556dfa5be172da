"""Which keys of real archives mean which field: data only.

Keys match without case, ``-``, ``_`` and blanks. The order of a row is its priority, not the order in the file. Sources: Hugo's and
Jekyll's front matter documentation, Hexo's, Zola's, Pelican's, Docusaurus's and Astro's, and the themes most used with them.
"""

from __future__ import annotations

import re

from pydantic import AliasChoices, AliasPath

_IGNORED = re.compile(r"[-_\s]+")

TEXTS: dict[str, tuple[str, ...]] = {
    "title": ("title", "标题", "subject"),
    "subtitle": ("subtitle", "副标题"),
    "description": ("description", "desc", "描述"),
    "summary": ("summary", "excerpt", "abstract", "摘要"),
    "type": ("type",),
    "layout": ("layout",),
    "slug": ("slug",),
    "url": ("permalink", "url", "path"),
    "lang": ("lang", "language", "locale"),
    "translation_key": ("translationkey", "translationid"),
}
DATES: dict[str, tuple[str, ...]] = {
    "date": ("date", "publishdate", "pubdate", "published", "publishedat", "datepublished", "created", "createdat", "日期"),
    "lastmod": ("lastmod", "lastmodified", "updated", "updatedat", "updateddate", "modified", "moddate", "lastupdated", "lastmodifiedat"),
    "publish_date": ("publishdate", "pubdate", "published", "publishedat", "datepublished"),
    "expiry_date": ("expirydate", "unpublishdate", "expires"),
}
LISTS: dict[str, tuple[str, ...]] = {
    "categories": ("categories", "category", "分类"),
    "tags": ("tags", "tag", "标签"),
    "series": ("series",),
    "keywords": ("keywords", "keyword", "关键词"),
    "aliases": ("aliases", "alias", "redirectfrom", "redirects"),
}
ABSOLUTE_URLS: dict[str, tuple[str, ...]] = {
    "original_url": ("originalurl", "originallink", "original", "originurl", "sourceurl", "source", "via", "原文链接"),
    "canonical_url": ("canonicalurl", "canonical"),
}
COVERS: tuple[str, ...] = (
    "cover", "coverimage", "coverimg", "indeximg", "featuredimage", "featureimage", "featured", "image", "images", "img", "banner",
    "bannerimg", "thumbnail", "thumb", "thumbnailimage", "thumbnailimg", "teaser", "featuredimagepreview", "heroimage", "hero",
    "headerimg", "headerimage", "header", "bigimg", "topimg", "ogimage", "socialimage", "shareimg", "previewimage", "preview", "poster",
    "photos", "resources", "bgimage", "backgroundimage", "background", "封面",
)  # fmt: skip
"""Keys of images, best first: what was made to stand for the post before what merely decorates its page."""

URL_KEYS = dict.fromkeys(("src", "url", "path", "file", "filename", "href", "image", "overlayimage", "feature", "relative", *COVERS))
TEXT_KEYS = {"alt": ("alt", "imagealt", "imagedescription"), "caption": ("caption", "desc", "description"), "title": ("title",)}
STRICT_COVERS = {"resources", "header", "background", "preview"}
"""Keys that hold other things than images too: only a file name of an image counts."""

PEOPLE: dict[str, dict[str, tuple[str, ...]]] = {
    "authors": {
        "name": ("authors", "author", "作者"),
        "url": ("authorlink", "authorlinks", "authorurl", "authorsite", "authorhomepage"),
        "avatar": ("authoravatar", "authorimage", "authorimageurl", "avatar"),
        "bio": ("authorbio", "authorprofile", "profile", "bio"),
        "affiliation": ("authoraffiliation", "affiliation", "authortitle"),
        "email": ("authoremail", "email"),
    },
    "translators": {
        "name": ("translators", "translator", "译者"),
        "url": ("translatorlink", "translatorlinks", "translatorurl"),
        "avatar": ("translatoravatar",),
        "bio": ("translatorbio", "translatorprofile"),
    },
    "reviewers": {
        "name": ("reviewers", "reviewer", "proofreader", "校对", "审校"),
        "url": ("reviewerlink", "reviewerlinks", "reviewerurl"),
        "avatar": ("revieweravatar",),
        "bio": ("reviewerbio", "reviewerprofile"),
    },
}
PERSON_KEYS: dict[str, tuple[str, ...]] = {
    "name": ("name", "fullname", "displayname", "author", "nickname", "login", "title", "id"),
    "url": ("url", "link", "website", "homepage", "htmlurl", "site", "web", "blog", "github", "twitter", "linkedin", "weibo"),
    "avatar": ("avatar", "avatarurl", "image", "imageurl", "picture", "photo"),
    "bio": ("bio", "description", "desc", "profile", "about"),
    "affiliation": ("affiliation", "company", "organization", "organisation", "title", "position", "role"),
    "email": ("email", "mail"),
}
ALL_PERSON_KEYS = {name for names in PERSON_KEYS.values() for name in names}
ACCOUNTS = {"github", "twitter", "linkedin", "weibo"}
"""Keys that often hold an account's name; only a URL is one."""
LINK_LISTS: tuple[str, ...] = ("links", "link")
"""Keys of links that the post offers; those with a ``url`` become links of kind ``key``."""

DRAFT, PUBLISHED, STATUS = ("draft", "drafts"), "published", "status"
"""Jekyll's ``published: false`` is a draft, and Pelican's ``Status: draft``; where ``published`` holds a date it is one of ``DATES``."""
NUMBERS: dict[str, tuple[str, ...]] = {"weight": ("weight", "order", "sidebarposition", "sidebarorder")}
CONTAINERS: tuple[str, ...] = ("params", "extra", "taxonomies")
"""Hugo's ``params`` and Zola's ``extra`` and ``taxonomies``: their keys count as if they stood outside, after those that do."""


def normalise(key: str) -> str:
    """The form in which keys are compared: lower case, without ``-``, ``_`` and blanks."""
    return _IGNORED.sub("", key).lower()


_TABLES = (TEXTS, DATES, LISTS, ABSOLUTE_URLS, NUMBERS, *PEOPLE.values())
_KNOWN = {name for table in _TABLES for row in table.values() for name in row} | {*COVERS, *LINK_LISTS, *DRAFT, PUBLISHED, STATUS}


def is_known(key: str) -> bool:
    """Whether some field is read from ``key``."""
    return normalise(key) in _KNOWN


def spellings(name: str, alias: str | AliasPath | AliasChoices | None = None) -> tuple[str, ...]:
    """The normalised keys that a caller's field is read from: its name and its ``validation_alias``."""
    choices = alias.choices if isinstance(alias, AliasChoices) else [alias]
    paths = [choice.path if isinstance(choice, AliasPath) else [choice] for choice in choices]
    return tuple(normalise(str(key)) for key in (name, *(path[0] for path in paths if len(path) == 1 and path[0] is not None)))
