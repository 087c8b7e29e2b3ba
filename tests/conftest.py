"""What all tests share: how long hypothesis looks, and where the specification lies."""

import os
import signal
import sys
from pathlib import Path

import pytest
from beside import shared_folder
from hypothesis import HealthCheck, settings
from outside import call

_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", _PATIENT, max_examples=50, derandomize=True)
settings.register_profile("long", _PATIENT, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # As a job in the background the tests inherit that, and so would the programs they interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the language, the colours and the CI of whoever runs the tests out of them."""
    monkeypatch.setenv("KFMENU_LANG", "en")
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def spec() -> Path:
    """Give the folder of the API page."""
    return shared_folder("spec")


@pytest.fixture
def corpus() -> Path:
    """Give the folder of real payloads."""
    return shared_folder("corpus")


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build sdist and wheel."""
    folder = tmp_path_factory.mktemp("dist")
    call(
        sys.executable, "-m", "build", Path(__file__).parent.parent, "--outdir", folder, cwd=folder
    )
    return folder
