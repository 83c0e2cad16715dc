"""An embedded server of a test's own, apart from the one that the other tests share."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty DATA_DIR which the server's account can reach, unlike pytest's own folders."""
    folder = Path(tempfile.mkdtemp(prefix="meso-", dir="/tmp"))
    folder.chmod(0o755)
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield folder
    shutil.rmtree(folder)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts")
