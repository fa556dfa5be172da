"""A little site, and posts that are hard to write down."""

from __future__ import annotations

import pytest

import cnposts

FILES = {
    "posts/kettle/index.md": """---
title: The kettle & <the> cup
date: 2021-03-04T09:00:00+08:00
lastmod: 2021-03-05T09:00:00+08:00
author: "[Lin Qiao](https://people.example.org/linqiao)"
translator: Ada
reviewer: Tomás
tags: [tea, 茶, "=1+1"]
categories: [notes]
series: [Kettles]
cover: {src: pot.png, caption: The pot}
original_url: https://elsewhere.example.org/kettle
---
Hot water first. See [the cups](../cups.md#big) and [the map](/map?a=1&b=2), or <https://example.org/x>.

![A pot](pot.png "Its lid")

| a | b |
|---|:-:|
| 1 | [r](https://r.example.org/) |

## Steam {#steam}

```python title="x"
pour("<b>")
```

{{< figure src="cup.png" caption="A cup" >}}
""",
    "posts/kettle/pot.png": "",
    "posts/cups.md": "---\ntitle: 茶杯\ndate: 2022-01-01\nslug: cups\n---\n\n## Big\n\n用服务网格做茶。\n",
    "posts/draft.md": "---\ntitle: Not yet\ndate: 2023-01-01\ndraft: true\n---\nSoon.\n",
    "posts/undated.md": "---\nlang: zh\n---\n没有标题，也没有日期。\n",
}
ODD = "---\ntitle: a\\\ntime: .nan\n---\nx\0y \x0b \x1b \ufffe \U0001f375 ]]> </script> <!-- '\"\n"


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "content"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def archive(folder):
    return cnposts.load_archive(folder)


@pytest.fixture
def odd():
    """Posts whose text, path or front matter some format cannot hold."""
    return [
        cnposts.parse(ODD, path="odd\udcff.md"),
        cnposts.parse("lone \ud800 surrogate", path="lone.md"),
        cnposts.parse("---\ntitle: long\n---\n" + "长 line " * 1_500_000, path="long.md"),
        cnposts.parse(b"---\ndate: 0001-01-01T00:00:00+14:00\n---\n", path="first.md", timezone="Asia/Shanghai"),
        cnposts.parse("---\ntitle: old\ndate: 1900-01-01\n---\n", path="old.md", timezone="Asia/Shanghai"),
    ]
