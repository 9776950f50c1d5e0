# SPDX-License-Identifier: Apache-2.0
"""A demonstration office: its own PKI, keys, marks and settings, none of them of legal force."""

from esign.demo.office import DemoOffice, make_demo_office

__all__ = ["DemoOffice", "make_demo_office"]
