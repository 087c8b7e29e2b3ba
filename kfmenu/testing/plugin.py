"""The pytest plugin: a fresh `FakeWeCom` for each test that asks for `fake_wecom`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kfmenu.testing.server import FakeWeCom


@pytest.fixture
def fake_wecom() -> Iterator[FakeWeCom]:
    """Give a running `FakeWeCom` with its usual settings, stopped when the test ends.

    For other settings write a fixture of your own around `with FakeWeCom(...) as fake:`.
    """
    # Every pytest run loads this plugin; only a test that asks for the server pays for it.
    from kfmenu.testing.server import FakeWeCom  # noqa: PLC0415

    with FakeWeCom() as fake:
        yield fake
