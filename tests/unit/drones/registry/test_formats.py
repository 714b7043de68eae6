"""Photos come out bare, small and upright, or with the reason why not."""

from io import BytesIO

import pytest
from PIL import Image

from drones.registry.formats import LARGEST_BYTES, LONGEST_SIDE, photo
from drones.registry.model import Photo
from portal.kit.model import Fault


def picture(kind="JPEG", size=(40, 20), mode="RGB", **saving):
    out = BytesIO()
    Image.new(mode, size, "red" if mode != "P" else 1).save(out, kind, **saving)
    return out.getvalue()


def opened(upload):
    made = photo(upload)
    assert isinstance(made, Photo)
    return Image.open(BytesIO(made.content))


def code_of(upload):
    found = photo(upload)
    assert isinstance(found, Fault)
    assert found.pointer == "photo"
    return found.code.removeprefix("registry.photo.")


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")],
)
def test_every_accepted_kind_becomes_a_jpeg(kind, mode):
    made = photo(picture(kind, mode=mode))
    assert isinstance(made, Photo)
    assert (made.mimetype, made.width, made.height) == ("image/jpeg", 40, 20)
    assert opened(picture(kind, mode=mode)).format == "JPEG"


def test_nothing_the_camera_wrote_survives():
    exif = Image.Exif()
    exif[0x010F] = "SecretMaker"
    exif.get_ifd(0x8825)[1] = "N"
    upload = picture(exif=exif, comment=b"home of Awa") + b"PK trailing archive"
    assert b"SecretMaker" in upload
    made = photo(upload)
    assert isinstance(made, Photo)
    for trace in (b"SecretMaker", b"home of Awa", b"Exif", b"PK trailing"):
        assert trace not in made.content


def test_a_picture_taken_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(picture(exif=exif)).size == (20, 40)


def test_a_large_picture_is_made_small():
    assert max(opened(picture(size=(4000, 3000))).size) == LONGEST_SIDE


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "empty"),
        (b"not a picture", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (picture("GIF"), "not_a_picture"),
        (picture("TIFF"), "not_a_picture"),
        (b"\xff" * (LARGEST_BYTES + 1), "too_big"),
        (picture("PNG", size=(400, 400))[:200], "damaged"),
    ],
)
def test_each_bad_upload_has_its_own_name(upload, code):
    assert code_of(upload) == code


def test_a_small_file_that_unpacks_to_a_vast_picture_is_not_unpacked():
    vast = picture("PNG", size=(8_000, 8_000), mode="1")
    assert len(vast) < 100_000
    assert code_of(vast) == "too_many_pixels"


def test_a_photo_whose_notes_are_broken_is_damaged():
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "x" * 50
    upload = picture("WEBP", exif=exif)
    broken = upload.replace(b"\x01\x0e\x00\x02", b"\x00\xfe\x00\x02")
    assert broken != upload
    assert code_of(broken) == "damaged"
