# SPDX-License-Identifier: Apache-2.0
"""What a verification found, told to people and to programs; nothing is judged here.

`content` says it in plain words, `forms` lays those out as HTML and PDF, `etsi` writes the XML of
the standard, and `pages` has pages drawn, the signed version cut out and the two compared.
"""
