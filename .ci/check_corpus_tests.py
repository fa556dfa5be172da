"""Fails unless the tests on real archives ran: some there are, and none was skipped.

usage: check_corpus_tests.py REPORT.xml     (pytest's --junitxml)
"""

from __future__ import annotations

import sys
from xml.etree import ElementTree as ET

cases = [
    case
    for case in ET.parse(sys.argv[1]).getroot().iter("testcase")  # noqa: S314 - pytest wrote it a moment ago
    if any(prop.get("name") == "corpus" for prop in case.iter("property"))
]
skipped = [f"{case.get('classname')}.{case.get('name')}" for case in cases if case.find("skipped") is not None]
if not cases:
    sys.exit("no test read the archives of real posts")
if skipped:
    sys.exit("tests on real archives were skipped:\n" + "\n".join(skipped))
print(f"{len(cases)} tests read the archives of real posts")
