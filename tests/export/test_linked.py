"""JSON-LD says what schema.org means by it, as a processor of JSON-LD reads it."""

from __future__ import annotations

import json

import pytest
from pyld import jsonld

import cnposts
from cnposts import export

S = "https://schema.org/"
BASE = "https://club.example.org/"


def load(url, _=None):
    """Schema.org's context as far as our terms need it, so that nothing is asked of the network."""
    assert url == "https://schema.org"
    ids = {key: {"@type": "@id"} for key in ("url", "image", "mainEntityOfPage", "isBasedOn")}
    dates = {key: {"@type": "DateTime"} for key in ("datePublished", "dateModified", "expires")}
    context = {"@vocab": S, **{name: {"@id": S + name, **kind} for name, kind in (ids | dates).items()}}
    return {"contextUrl": None, "documentUrl": url, "contentType": "application/ld+json", "document": {"@context": context}}


def expanded(document):
    return jsonld.expand(document, {"documentLoader": load})


def values(node, name):
    return [item.get("@value", item.get("@id")) for item in node.get(S + name, [])]


def test_a_post_expands_to_a_blog_posting(archive):
    post = archive.by_path["posts/kettle/index.md"]
    (node,) = expanded(export.blog_posting(post, base_url=BASE, url=archive.url_for))
    assert (node["@type"], node["@id"]) == ([S + "BlogPosting"], BASE + "posts/kettle/")
    assert values(node, "headline") == [post.title]
    assert values(node, "url") == values(node, "mainEntityOfPage") == [BASE + "posts/kettle/"]
    assert node[S + "datePublished"] == [{"@type": S + "DateTime", "@value": "2021-03-04T09:00:00+08:00"}]
    assert values(node, "keywords") == ["tea", "茶", "=1+1"]
    assert values(node, "articleSection") == ["notes"]
    assert values(node, "isBasedOn") == ["https://elsewhere.example.org/kettle"]
    people = {role: [values(person, "name") for person in node[S + role]] for role in ("author", "translator", "editor")}
    assert people == {"author": [["Lin Qiao"]], "translator": [["Ada"]], "editor": [["Tomás"]]}
    assert node[S + "author"][0]["@type"] == [S + "Person"]
    assert values(node[S + "author"][0], "url") == ["https://people.example.org/linqiao"]
    images = node[S + "image"]
    assert [(image["@type"], values(image, "url"), values(image, "caption")) for image in images] == [
        ([S + "ImageObject"], [BASE + "posts/kettle/pot.png"], ["The pot"]),
        ([S + "ImageObject"], [BASE + "posts/kettle/cup.png"], ["A cup"]),
    ]
    assert values(node[S + "isPartOf"][0], "name") == ["Kettles"]
    assert values(node, "wordCount") == [post.word_count]


def test_a_file_is_a_graph_of_all_posts(archive, tmp_path):
    export.to_json_ld(archive, tmp_path / "posts.jsonld", base_url=BASE)
    document = json.loads((tmp_path / "posts.jsonld").read_bytes())
    nodes = {node["@id"]: node for node in expanded(document)}
    assert nodes.keys() == {BASE + archive.url_for(post).lstrip("/") for post in archive}
    assert values(nodes[BASE + "posts/undated/"], "inLanguage") == ["zh"]
    assert values(nodes[BASE + "posts/draft/"], "creativeWorkStatus") == ["Draft"]
    alone = export.blog_posting(archive[0], base_url=BASE)
    assert alone.pop("@context") == document["@context"]
    assert alone in document["@graph"]


def test_details_of_people_and_pictures():
    post = cnposts.parse(
        """---
author: {name: Ada, url: /people/ada, avatar: ada.png, bio: Counts, company: Club, email: ada@example.org}
canonical_url: https://first.example.org/x
lang: zh_tw
expiryDate: 2030-01-01
---
![pot](p.png){width=100 height=50}
""",
        path="posts/x.md",
    )
    (node,) = expanded(export.blog_posting(post, base_url=BASE))
    (ada,) = node[S + "author"]
    assert {name: values(ada, name) for name in ("url", "image", "description", "email")} == {
        "url": [BASE + "people/ada"],
        "image": [BASE + "posts/x/ada.png"],
        "description": ["Counts"],
        "email": ["ada@example.org"],
    }
    assert values(ada[S + "affiliation"][0], "name") == ["Club"]
    (image,) = node[S + "image"]
    assert values(image[S + "width"][0], "value") == [100]
    assert values(node, "mainEntityOfPage") == ["https://first.example.org/x"]
    assert values(node, "inLanguage") == ["zh-TW"]
    assert values(node, "expires") == ["2030-01-01T00:00:00+00:00"]


def test_odd_posts_are_valid_json(odd, tmp_path):
    export.to_json_ld(odd, tmp_path / "odd.jsonld", base_url=BASE)
    assert len(json.loads((tmp_path / "odd.jsonld").read_bytes())["@graph"]) == len(odd)


def test_a_base_url_is_absolute(archive):
    with pytest.raises(ValueError, match="base_url must be"):
        export.blog_posting(archive[0], base_url="club.example.org")
