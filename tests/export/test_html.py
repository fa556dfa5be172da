"""Posts as HTML: what those found who build sites with it."""

from __future__ import annotations

import pytest

import cnposts
from cnposts.export import to_html


@pytest.mark.parametrize("url", ["{static}/sheet.pdf", "{filename}tea.md#heat", "|filename|tea.md"])
def test_what_a_site_generator_resolves_stays_as_it_is_written(url):
    html = to_html(cnposts.parse(f"[a]({url}) ![b]({url}) {{{{< figure src='{url}' >}}}}"), trusted=True)
    assert f'<a href="{url}">' in html
    assert html.count(f'<img src="{url}"') == 2


def test_the_link_around_a_shortcodes_image_is_rewritten_as_well():
    post = cnposts.parse('{{< figure src="loop.svg" link="loop.md" >}}')
    asked = []

    def rewrite(record):
        asked.append(record)
        return f"/new/{record.url}"

    assert to_html(post, rewrite=rewrite, trusted=True) == '<a href="/new/loop.md"><img src="/new/loop.svg" alt=""></a>\n'
    assert sorted(record.url for record in asked) == ["loop.md", "loop.svg"]
    assert to_html(post, trusted=True) == '<a href="loop.md"><img src="loop.svg" alt=""></a>\n'
