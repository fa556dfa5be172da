"""What all tests share: the archives of real posts, and how hard Hypothesis tries."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("default", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder that ``CNPOSTS_CORPUS`` names."""
    named = os.environ.get("CNPOSTS_CORPUS")
    if not named:
        pytest.skip("CNPOSTS_CORPUS names no archives of real posts")
    folder = Path(named).resolve()
    if not folder.is_dir():
        pytest.fail(f"CNPOSTS_CORPUS names {folder}, which is no folder")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reads real archives; the mark stands in reports, so that a run can prove that these tests ran."""
    for item in items:
        if "corpus" in getattr(item, "fixturenames", ()):
            item.add_marker("corpus")
        if item.get_closest_marker("corpus"):
            item.user_properties.append(("corpus", "true"))
