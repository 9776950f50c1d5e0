# SPDX-License-Identifier: Apache-2.0
"""`esign schema KIND`: the JSON Schema of a request, of the data inside a document, of a report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import click

from esign.cli.command import spoken_command
from esign.cli.options import settings_option
from esign.cli.output import put
from esign.cli.report_schema import NAME as REPORT
from esign.cli.report_schema import report_schema
from esign.cli.words import word
from esign.kinds import carried_schema, document_schema, request_schema
from esign.settings import load_settings
from esign.wiring import open_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DOCUMENT: Final = "document"


@spoken_command("schema")
@click.argument("kind")
@click.option("--carried", is_flag=True, help=word("cli.schema.carried"))
@settings_option
def command(kind: str, settings: Path | None, *, carried: bool) -> None:
    """Print the schema of a kind's requests, of its attached data, of all such data, of reports."""
    schema: Mapping[str, object]
    if kind == DOCUMENT:
        schema = document_schema()
    elif kind == REPORT:
        schema = report_schema()
    else:
        chosen = open_kinds(load_settings(settings)).kind(kind)
        schema = carried_schema(chosen) if carried else request_schema(chosen)
    put(json.dumps(schema, ensure_ascii=False, indent=2))
