# SPDX-License-Identifier: Apache-2.0
"""A store of each shape."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from support.stores import FolderShelf, MemoryShelf, S3Shelf, loopback_is_up, s3_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.stores import Shelf

PREFIXES = count()


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a service; its account is set as the machine's own would be."""
    if not loopback_is_up():
        pytest.skip("no loopback in this network namespace, so no S3 service can be reached")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "trial")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "trial")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
        with s3_service() as address:
            yield address


@pytest.fixture(params=["folder", "memory", "s3"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    if request.param == "folder":
        return FolderShelf(tmp_path / "objects")
    if request.param == "memory":
        return MemoryShelf()
    return S3Shelf(request.getfixturevalue("s3"), f"esign-{next(PREFIXES)}")
