# SPDX-License-Identifier: Apache-2.0
"""A report as one HTML file, as PDF, and as the XML of ETSI TS 119 102-2."""
