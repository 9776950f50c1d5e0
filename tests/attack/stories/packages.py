# SPDX-License-Identifier: Apache-2.0
"""edXML packages: XML wrapped, doubled, with entities, and attachments that nobody signed."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from support.pages import prepared
from support.received import LETTER, changed_page, detached, packed, zipped
from support.sealed import sealed_page
from support.stories import Attempt, Story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCTYPES = {
    "a file read in": '<!DOCTYPE edXML [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "a page read in": '<!DOCTYPE edXML [<!ENTITY a SYSTEM "http://127.0.0.1:1/">]>',
    "entities in entities": "<!DOCTYPE edXML [<!ENTITY a 'aaaaaaaaaa'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1 or str()};' * 10}'>" for n in range(1, 9))
    + "]>",
    "a parameter": '<!DOCTYPE edXML [<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]>',
    "a definition elsewhere": '<!DOCTYPE edXML SYSTEM "http://127.0.0.1:1/edxml.dtd">',
}


def forms() -> Iterator[tuple[str, Attempt]]:
    good = packed(("a.pdf", sealed_page()))
    for name, data in written(good):
        yield name, Attempt(data, name="goi.edxml")
    for name, files in ATTACHED.items():
        yield name, Attempt(packed(*files()), name="goi.edxml")


def written(good: bytes) -> Iterator[tuple[str, bytes]]:
    """The package with its XML changed."""
    declaration, root = good.split(b"?>", 1)
    for name, doctype in DOCTYPES.items():
        using = root.replace(b"S\xe1\xbb\x9f", b"&a;", 1) if "ENTITY a" in doctype else root
        yield name, declaration + b"?>" + doctype.encode() + using
    forged = b64encode(changed_page())
    genuine = b64encode(sealed_page())
    assert genuine in good
    yield "another file in the place of the signed one", good.replace(genuine, forged)
    for name, place in (("in front", 0), ("behind", 1)):
        part = _attachment(good, genuine)
        twin = part.replace(genuine, forged)
        both = twin + part if place == 0 else part + twin
        yield f"a second attachment of the same name {name}", good.replace(part, both)
        wrapped = b"<Wrapper>" + part + b"</Wrapper>"
        yield (
            f"the signed one wrapped away, {name}",
            good.replace(part, wrapped + twin if place else twin + wrapped),
        )
    yield (
        "an inclusion",
        good.replace(
            genuine, b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'
        ),
    )
    yield "another encoding", good.replace(b"utf-8", b"utf-7").replace(b"UTF-8", b"UTF-7")
    yield "cut short", good[: len(good) // 2]
    yield "text behind the root", good + good
    yield (
        "a comment within the content",
        good.replace(genuine, genuine[:400] + b"<!-- -->" + forged[400:]),
    )


def _attachment(package: bytes, content: bytes) -> bytes:
    """The element that holds a content, with its tags."""
    place = package.index(content)
    end = package.index(b"</Attachment>", place) + len(b"</Attachment>")
    return package[package.rindex(b"<Attachment>", 0, place) : end]


Files = tuple[tuple[str, bytes], ...]
ATTACHED: dict[str, Callable[[], Files]] = {
    "an unsigned document beside": lambda: (("a.pdf", sealed_page()), ("b.pdf", prepared().data)),
    "a changed document beside": lambda: (("a.pdf", sealed_page()), ("b.pdf", changed_page())),
    "a changed document in an archive": lambda: (
        ("a.pdf", sealed_page()),
        ("b.zip", zipped({"b.pdf": changed_page()})),
    ),
    "a text called a document": lambda: (("a.pdf", b"Quy\xe1\xba\xbft \xc4\x91\xe1\xbb\x8bnh"),),
    "a document called a text": lambda: (("a.pdf", sealed_page()), ("b.txt", changed_page())),
    "a letter with another letter's signature": lambda: (
        ("a.docx", LETTER + b"!"),
        ("a.docx.p7s", detached()),
    ),
    "a signature without its letter": lambda: (("a.docx.p7s", detached()),),
    "a sheet that nobody signed": lambda: (("a.pdf", sealed_page()), ("b.xlsx", b"PK\3\4")),
    "an archive that is none": lambda: (("a.pdf", sealed_page()), ("b.zip", b"PK\3\4")),
    "a package in a package": lambda: (("b.edxml", packed(("a.pdf", changed_page()))),),
    "a way out of the folder": lambda: (
        ("a.pdf", sealed_page()),
        ("b.zip", zipped({"../../b.pdf": sealed_page()})),
    ),
}

STORY = Story(
    "XML wrapping and entities",
    "An edXML package with entities, inclusions or a doubled and wrapped attachment, or with files"
    " beside the signed one that nobody signed",
    forms,
)
