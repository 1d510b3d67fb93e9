"""坏照片: more than a hundred files that no camera made, and photos whose labels are strange; made here, never stored."""

import io
import struct
import zipfile
import zlib
from random import Random

from making import photo_bytes
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

PLACE = ((30, 7, 24.4416), (104, 5, 33.7776))
"""The canary: 30.123456° N, 104.092716° E."""
FORMATS = {
    "jpg": {"kind": "JPEG", "quality": 85},
    "progressive.jpg": {"kind": "JPEG", "quality": 85, "progressive": True},
    "png": {"kind": "PNG"},
    "webp": {"kind": "WEBP", "quality": 80},
    "lossless.webp": {"kind": "WEBP", "lossless": True},
}


def photo(seed=1, size=(160, 120), kind="JPEG", **more):
    return photo_bytes(seed, size, kind, **more)


def labelled(taken="2026:02:20 15:04:05", place=PLACE, orientation=None, kind="JPEG", seed=1, size=(160, 120), **more):
    """A photo with what a camera writes on it."""
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    if orientation is not None:
        exif[0x0112] = orientation
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: place[0], 3: "E", 4: place[1]})
    return photo(seed, size, kind, exif=exif.tobytes(), **more)


def bent(content, seed, count=20):
    """Some bytes behind the beginning are others."""
    chance, bytes_ = Random(seed), bytearray(content)
    for _ in range(count):
        bytes_[chance.randrange(12, len(bytes_))] = chance.randrange(256)
    return bytes(bytes_)


def chunk(name, body=b""):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(wide, high, depth=8, colour=0, *chunks, data=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND")


def with_sides(jpeg, wide, high):
    """The header tells other sides than the dots have."""
    at = next(jpeg.find(sign) for sign in (b"\xff\xc0", b"\xff\xc2") if sign in jpeg)
    return jpeg[: at + 5] + struct.pack(">HH", high, wide) + jpeg[at + 9 :]


def many_scans(times=3000):
    """Passes without end over a picture of forty million dots: minutes of work in a few kilobytes."""
    jpeg = photo(1, (64, 64), progressive=True)
    first = jpeg.index(b"\xff\xda")
    second = jpeg.index(b"\xff", jpeg.index(b"\xff\xda", first + 2) + 2)
    pass_ = jpeg[jpeg.index(b"\xff\xda", first + 2) : second]
    return with_sides(jpeg[:second] + pass_ * times + b"\xff\xd9", 8000, 5000)


def saved(picture, kind, **more):
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def scene(mode, size=(80, 60)):
    return Image.open(io.BytesIO(photo(3, size))).convert(mode)


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def pdf(**changed):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if "script" in changed:
        act = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(act)
    if "attachment" in changed:
        writer.add_attachment("a.exe", b"MZ")
    if "password" in changed:
        writer.encrypt("geheim")
    return saved_pdf(writer)


def saved_pdf(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def cut():
    """Whole photos of each format, broken off at eight places."""
    for name, how in FORMATS.items():
        whole = photo(5, (400, 300), **how)
        for share in (1, 3, 9, 20, 40, 60, 80, 97):
            yield f"cut-{share}.{name}", whole[: max(4, len(whole) * share // 100)]


def spoilt():
    """Bytes changed at random; some decoders bear it, none may fall over it."""
    for name, how in FORMATS.items():
        whole = photo(6, (400, 300), **how)
        for seed in range(8):
            yield f"spoilt-{seed}.{name}", bent(whole, seed)


def foreign():
    """Everything that is called a photo and is none."""
    gif = saved(scene("P"), "GIF")
    yield "empty.jpg", b""
    yield "one.jpg", b"\xff"
    yield "nul.jpg", bytes(5000)
    yield "动图.jpg", gif
    yield "gif-js.jpg", b"GIF89a/*" + gif[8:] + b"*/=1;alert(document.cookie)"
    yield "图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    yield "svg.jpg", b"\xef\xbb\xbf<?xml version='1.0'?><svg onload='alert(1)'/>"
    yield "page.jpg", b"  <!doctype html><script>alert(1)</script>"
    yield "page.png", b"<html><body>" + b"x" * 3000
    yield "eps.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n"
    yield "dos-eps.jpg", b"\xc5\xd0\xd3\xc6" + bytes(40)
    yield "图.bmp", saved(scene("RGB"), "BMP")
    yield "图.tif", saved(scene("RGB"), "TIFF")
    yield "motorola.tif", b"MM\0*" + bytes(60)
    yield "图.ico", saved(scene("RGBA"), "ICO")
    yield "图.ppm", saved(scene("RGB"), "PPM")
    yield "图.psd", b"8BPS\0\1" + bytes(60)
    yield "图.jp2", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60)
    for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"isom", b"qt  "):
        yield f"{brand.decode().strip()}.jpg", b"\0\0\0\x18ftyp" + brand + bytes(200)
    yield "声音.jpg", b"RIFF\x24\0\0\0WAVEfmt " + bytes(60)
    yield "录像.webp", b"RIFF\x24\0\0\0AVI LIST" + bytes(60)
    yield "歌.jpg", b"ID3\x04" + bytes(60)
    yield "程序.jpg", b"MZ\x90\0" + bytes(60)
    yield "elf.png", b"\x7fELF" + bytes(60)
    yield "脚本.jpg", b"#!/bin/sh\nrm -rf /\n"
    yield "说明.txt", "今日巡查无异常。".encode()
    yield "rar.jpg", b"Rar!\x1a\x07" + bytes(60)
    yield "7z.jpg", b"7z\xbc\xaf\x27\x1c" + bytes(60)
    yield "gz.jpg", b"\x1f\x8b\x08" + bytes(60)
    yield "旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield "照片.zip", zipped(a__jpg=photo())
    yield "zip.jpg", zipped(a=b"1")
    yield "半个.zip", zipped(a=b"1")[:-10]
    yield "头.zip", b"PK\x03\x04"
    yield "空.docx", zipped(word__document__xml=b"1")
    yield "宏.docx", zipped(**{"word__document.xml": b"<w/>", "word__vbaProject.bin": b"1"})
    yield "弹.xlsx", zipped(**{"xl__workbook.xml": b"<w/>", "xl__sheet.xml": bytes(60 * 2**20)})
    yield "爬.xlsx", zipped(**{"xl__workbook.xml": b"<w/>", "..__..__etc": b"1"})
    yield "假.pdf", b"%PDF-1.7 nothing"
    yield "半.pdf", pdf()[:120]
    yield "脚本.pdf", pdf(script=1)
    yield "附件.pdf", pdf(attachment=1)
    yield "锁.pdf", pdf(password=1)


def odd():
    """Photos whose header, colours or labels are not what a camera writes."""
    yield "cmyk.jpg", saved(scene("CMYK"), "JPEG")
    yield "adobe.jpg", saved(scene("CMYK"), "JPEG").replace(b"JFIF", b"Adob", 1)
    yield "grey.jpg", saved(scene("L"), "JPEG")
    yield "bit.png", saved(scene("1"), "PNG")
    yield "palette.png", saved(scene("P"), "PNG", transparency=3)
    yield "grey-alpha.png", saved(scene("LA"), "PNG")
    yield "alpha.png", saved(scene("RGBA"), "PNG")
    yield "deep.png", saved(scene("I").point(lambda value: value * 200).convert("I;16"), "PNG")
    yield "alpha.webp", saved(scene("RGBA"), "WEBP")
    yield "dot.png", saved(Image.new("RGB", (1, 1)), "PNG")
    yield "thin.png", saved(Image.new("RGB", (1, 9000)), "PNG")
    frames = [scene("RGB"), Image.new("RGB", (80, 60), "red")]
    yield "apng.png", saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    yield "动.webp", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    yield "two.jpg", saved(frames[0], "MPO", save_all=True, append_images=frames[1:])
    yield "84mp.png", saved(Image.new("1", (9200, 9200)), "PNG")
    yield "49mp.webp", saved(Image.new("RGBA", (7000, 7000)), "WEBP", lossless=True, method=0, quality=0)
    yield "49mp.png", png(7000, 7000, 8, 6, data=bytes(1000))
    yield "bomb.png", png(30_000, 30_000, data=bytes(2000))
    yield "wide.png", saved(Image.new("1", (12_001, 2)), "PNG")
    yield "huge.jpg", with_sides(photo(), 65_500, 65_500)
    yield "large.jpg", with_sides(photo(), 12_000, 12_000)
    yield "flat.jpg", with_sides(photo(), 160, 0)
    yield "narrow.jpg", with_sides(photo(), 0, 120)
    yield "taller.jpg", with_sides(photo(), 160, 4000)
    yield "scans.jpg", many_scans()
    yield "bare.jpg", b"\xff\xd8\xff\xd9"
    yield "segments.jpg", b"\xff\xd8" + b"\xff\xe5\0\x04ab" * 20_000 + photo()[2:]
    yield "all-segments.jpg", b"\xff\xd8" + b"\xff\xe5\0\x02" * 2_500_000 + photo()[2:]
    yield "all-chunks.png", png(10, 10, 8, 0, chunk(b"teSt") * 800_000, data=bytes(110))
    yield "short-segment.jpg", photo()[:2] + b"\xff\xe1\0\x00" + photo()[2:]
    yield "nothing.png", png(10, 10)
    yield "depth3.png", png(10, 10, depth=3, data=bytes(200))
    yield "colour9.png", png(10, 10, colour=9, data=bytes(200))
    yield "no-end.png", png(10, 10, data=bytes(110))[:-12]
    yield "zero.png", png(0, 0)
    yield "bad-crc.png", png(10, 10, data=bytes(110)).replace(b"IHDR", b"IHDR", 1)[:29] + b"\0" * 4 + png(10, 10)[33:]
    bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(30 * 2**20), 9))
    yield "text-bomb.png", png(10, 10, 8, 0, bomb, data=bytes(110))
    profile = chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(30 * 2**20), 9))
    yield "profile-bomb.png", png(10, 10, 8, 0, profile, data=bytes(110))
    info = PngInfo()
    info.add_text("Comment", "<script>alert('CANARY-TEXT')</script>")
    yield "comment.png", saved(scene("RGB"), "PNG", pnginfo=info)
    yield "profile.jpg", photo(icc_profile=b"not a profile" * 50)
    yield "profile.webp", photo(kind="WEBP", icc_profile=b"\xff" * 4000)
    yield "exif-full.jpg", photo(exif=b"Exif\0\0" + b"\xff" * 65_000)
    yield "exif-empty.jpg", photo(exif=b"Exif\0\0")
    yield "exif-loop.jpg", photo(exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0")
    yield "exif-noise.jpg", photo(exif=b"Exif\0\0II*\0\x08\0\0\0" + Random(1).randbytes(3000))
    yield "exif.png", photo(kind="PNG", exif=b"MM\0*" + bytes(40))
    yield "exif.webp", photo(kind="WEBP", exif=b"Exif\0\0rubbish")
    for turned in (0, 3, 6, 9, 255, 65_535):
        yield f"turned-{turned}.jpg", labelled(orientation=turned)
    yield "taken-never.jpg", labelled(taken="0000:00:00 00:00:00")
    yield "taken-words.jpg", labelled(taken="昨天下午")
    yield "place-nowhere.jpg", labelled(place=((900, 0, 0), (104, 0, 0)))
    yield "html-behind.jpg", photo() + b"<html><script>alert(1)</script>"
    yield "zip-behind.jpg", photo() + zipped(a=b"CANARY")


MALFORMED = {name: content for make in (cut, spoilt, foreign, odd) for name, content in make()}


def marked(picture, words="2026-02-20 15:04"):
    """The same scene with the stamp of a camera app."""
    changed = picture.copy()
    ImageDraw.Draw(changed).rectangle(
        (picture.width * 0.6, picture.height * 0.92, picture.width * 0.98, picture.height * 0.98), fill="white"
    )
    return changed
