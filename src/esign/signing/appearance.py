# SPDX-License-Identifier: Apache-2.0
"""Drawing a mark into its field: one image, no text, no font.

NĐ 30/2020 Annex I §II.7.d and §II.8.a prescribe no text beside the two images.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name

from esign.errors import ConfigurationError

if TYPE_CHECKING:
    from pyhanko.pdf_utils.writer import BasePdfFileWriter

    from esign.signing.mark import Mark

POINTS_PER_MM = 72 / 25.4
TOLERANCE = 0.5  # points; templates and settings round


def draw(
    writer: BasePdfFileWriter, mark: Mark, field: generic.DictionaryObject, *, exact: bool
) -> None:
    """Give the field an appearance that shows the mark in its real size, centred.

    Args:
        writer: takes the image and the form that shows it.
        mark: what to show.
        field: a signature field merged with its widget; its `/AP` is set.
        exact: a seal: refuse a box that is smaller than the mark instead of shrinking the mark.

    Raises:
        ConfigurationError: the seal does not fit into the box of the template.
    """
    left, bottom, right, top = (float(value) for value in field["/Rect"])
    box_width, box_height = right - left, top - bottom
    width, height = mark.width_mm * POINTS_PER_MM, mark.height_mm * POINTS_PER_MM
    if width > box_width + TOLERANCE or height > box_height + TOLERANCE:
        if exact:
            raise ConfigurationError("mark.larger_than_box")
        width, height = min(width, box_width), min(height, box_height)
    scale = min(width / mark.width, height / mark.height)
    width, height = mark.width * scale, mark.height * scale
    place = ((box_width - width) / 2, (box_height - height) / 2)
    form = _stream(
        b"q %.4f 0 0 %.4f %.4f %.4f cm /Mark Do Q" % (width, height, *place),
        Type=pdf_name("/XObject"),
        Subtype=pdf_name("/Form"),
        BBox=generic.ArrayObject(
            generic.FloatObject(round(value, 4)) for value in (0, 0, box_width, box_height)
        ),
        Resources=_dictionary(XObject=_dictionary(Mark=_image(writer, mark))),
    )
    field[pdf_name("/AP")] = _dictionary(N=writer.add_object(form))


def _image(writer: BasePdfFileWriter, mark: Mark) -> generic.IndirectObject:
    size = {
        "Type": pdf_name("/XObject"),
        "Subtype": pdf_name("/Image"),
        "Width": generic.NumberObject(mark.width),
        "Height": generic.NumberObject(mark.height),
        "BitsPerComponent": generic.NumberObject(8),
        "Filter": pdf_name("/FlateDecode"),
    }
    opacity = _stream(mark.opacity, ColorSpace=pdf_name("/DeviceGray"), **size)
    return writer.add_object(
        _stream(
            mark.colours,
            ColorSpace=pdf_name("/DeviceRGB"),
            SMask=writer.add_object(opacity),
            **size,
        )
    )


def _stream(data: bytes, **entries: generic.PdfObject) -> generic.StreamObject:
    return generic.StreamObject(_dictionary(**entries), encoded_data=data)


def _dictionary(**entries: generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{key}"): item for key, item in entries.items()})
