# SPDX-License-Identifier: Apache-2.0
"""Keys by name: `[key.NAME]` describes one, `[signer]` and `[seal]` may name it.

In the same way `csc:NAME` names the signing service that `[csc.NAME]` describes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from esign.errors import Detail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from esign.settings.tables import Settings

ROLES = {"signer": "person", "seal": "agency"}
"""The tables that use a key, and in which role."""


_SERVICE = "csc:"


def with_chosen_keys(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables, with `key = "NAME"` replaced by what `[key.NAME]` says.

    What stands beside the name goes before what the named table says. A name that no table bears
    is left, for the settings' own check to find.
    """
    named = tables.get("key")
    chosen = dict(tables)
    for table in ROLES:
        own = tables.get(table)
        if isinstance(own, dict) and isinstance(named, dict):
            name = own.get("key")
            described = named.get(name) if isinstance(name, str) else None
            if isinstance(described, dict):
                chosen[table] = {**described, **own, "key": described.get("key", "")}
    return _with_services(chosen)


def _with_services(tables: dict[str, Any]) -> dict[str, Any]:
    """The tables, with what `[csc.NAME]` says beside each key at that service."""
    services = tables.get("csc")
    for table in ROLES:
        own = tables.get(table)
        if not isinstance(own, dict) or not isinstance(services, dict):
            continue
        reference = str(own.get("key"))
        service = services.get(reference.removeprefix(_SERVICE))
        if reference.startswith(_SERVICE) and service is not None:
            tables[table] = {**own, "service": service}
    return tables


def other_roles(values: Settings) -> Iterator[Detail]:
    """Keys that are used in another role than they are for."""
    for table, role in ROLES.items():
        key = getattr(values, table)
        if key is not None and key.role not in (None, role):
            yield Detail("settings.key_of_other_role", f"{table}.key", {"role": key.role})
