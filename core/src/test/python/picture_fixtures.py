"""Makes the pictures that the image tests read, and what Pillow makes of them.

    python core/src/test/python/picture_fixtures.py

Everything is drawn here, from a fixed seed; Pillow 12 decodes and resizes. Three tables say what is there:

    formats.tsv   picture in formats/, expected pixels in expected/, largest and mean difference allowed
    resizes.tsv   source and result in resizes/, width, height, filter
    framings.tsv  what torchvision's Resize and CenterCrop make of sizes: w, h, resize, crop, new w, new h, crop x, crop y
"""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

ROOT = Path(__file__).parents[1] / "resources/dev/fovea/core/image"
W, H = 24, 16


def scene(width, height):
    """A gradient with a disk, a checker corner and a noisy corner: no two orientations look the same."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    rgb = np.stack([255 * x / width, 255 * y / height, 255 * (1 - x / width)], -1)
    disk = (x - width * 0.3) ** 2 + (y - height * 0.4) ** 2 < (height * 0.25) ** 2
    rgb[disk] = (230, 40, 20)
    h, w = height // 3, width // 3
    rgb[:h, -w:] = np.where(((x + y) % 2 == 0)[:h, -w:, None], 255, 0)
    rgb[-h:, -w:] = np.random.default_rng(7).integers(0, 256, (h, w, 3))
    return rgb.astype(np.uint8)


def smooth(width, height):
    """Soft colours only, so that a lossy picture depends little on how chroma is smoothed."""
    y, x = np.mgrid[0:height, 0:width].astype(float)
    wave = np.sin(x / width * 5) * np.cos(y / height * 4)
    return np.stack([128 + 90 * wave, 128 + 80 * wave, 120 + 70 * wave + 10 * x / width], -1).astype(np.uint8)


# ---- PNG by hand, for the kinds that Pillow cannot write ----------------------------------------------------------


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(samples, bits):
    """Rows of samples (h, w, channels) as unfiltered scan lines."""
    lines = []
    for row in samples.reshape(samples.shape[0], -1):
        if bits == 16:
            line = row.astype(">u2").tobytes()
        elif bits == 8:
            line = row.astype(np.uint8).tobytes()
        else:
            ones = ((row[:, None] >> np.arange(bits - 1, -1, -1)) & 1).astype(np.uint8)
            line = np.packbits(ones.reshape(-1)).tobytes()
        lines.append(b"\0" + line)
    return b"".join(lines)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, colour_type, bits, interlaced=False, before=b"", data=None):
    height, width = samples.shape[:2]
    passes = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7] if interlaced else [samples]
    lines = b"".join(packed(p, bits) for p in passes if p.size)
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, int(interlaced))
    body = zlib.compress(lines, 9) if data is None else data
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", body) + chunk(b"IEND", b"")


# ---- formats ------------------------------------------------------------------------------------------------------

table = []


def over_white(rgb, alpha):
    alpha = alpha.astype(int)[..., None]
    return ((rgb.astype(int) * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def by_pillow(data):
    """As Pillow reads it: upright, transparency over white."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        rgba = np.asarray(picture.convert("RGBA"))
        return over_white(rgba[..., :3], rgba[..., 3])
    return np.asarray(picture.convert("RGB"))


expected_names = {}


def add(name, data, expected=None, largest=0, mean=0.0):
    """One picture; equal expectations share a file (binary PPM, which needs no decoder to trust)."""
    pixels = by_pillow(data) if expected is None else expected
    (ROOT / "formats" / name).write_bytes(data)
    key = pixels.tobytes() + bytes(pixels.shape)
    if key not in expected_names:
        expected_names[key] = name.replace(".", "-") + ".ppm"
        Image.fromarray(pixels).save(ROOT / "expected" / expected_names[key])
    table.append((name, expected_names[key], largest, mean))


def on_canvas(picture, x, y):
    """A frame at (x, y) of a white canvas that is 8 pixels wider and 6 higher."""
    canvas = np.full((H + 6, W + 8, 3), 255, np.uint8)
    canvas[y : y + H, x : x + W] = np.asarray(picture.convert("RGB"))
    return canvas


def saved(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


def formats():
    rgb = scene(W, H)
    grey = np.asarray(Image.fromarray(rgb).convert("L"))
    fade = np.broadcast_to(np.linspace(0, 255, W).astype(np.uint8), (H, W))
    picture = Image.fromarray(rgb)
    greys = Image.fromarray(grey)
    rgba = Image.fromarray(np.dstack([rgb, fade]))
    palette = picture.quantize(16)
    soft = Image.fromarray(smooth(W, H))

    for name, source, options in [
        ("rgb444", picture, dict(quality=90, subsampling=0)),
        ("rgb422", picture, dict(quality=90, subsampling=1)),
        ("rgb420", picture, dict(quality=90, subsampling=2)),
        ("progressive", picture, dict(quality=90, progressive=True)),
        ("grey", greys, dict(quality=90)),
        ("grey-progressive", greys, dict(quality=90, progressive=True)),
        ("cmyk", picture.convert("CMYK"), dict(quality=90)),
        ("rgb-unconverted", picture, dict(quality=90, keep_rgb=True)),
        ("odd-size", picture.crop((0, 0, 17, 13)), dict(quality=90)),
        ("one-pixel", picture.crop((9, 9, 10, 10)), dict(quality=90)),
    ]:
        add(name + ".jpg", saved(source, "JPEG", **options), largest=2, mean=0.5)
    cmyk = saved(picture.convert("CMYK"), "JPEG", quality=90)
    adobe = cmyk.index(b"Adobe")
    add("ycck.jpg", cmyk[: adobe + 11] + b"\2" + cmyk[adobe + 12 :], largest=2, mean=0.5)
    add("cmyk-without-adobe.jpg", cmyk[: adobe - 4] + cmyk[adobe + 12 :], largest=2, mean=0.5)
    for n in range(1, 9):
        add(f"orientation-{n}.jpg", saved(picture, "JPEG", quality=90, exif=exif(n)), largest=2, mean=0.5)
    bad = saved(picture, "JPEG", quality=90, exif=b"Exif\0\0II*\0\xff\xff\xff\x7f")
    add("exif-directory-nowhere.jpg", bad, expected=by_pillow(saved(picture, "JPEG", quality=90)), largest=2, mean=0.5)
    nine = saved(picture, "JPEG", quality=90, exif=exif(9))
    add("exif-orientation-9.jpg", nine, largest=2, mean=0.5)

    add("rgb8.png", saved(picture, "PNG"))
    add("grey8.png", saved(greys, "PNG"))
    add("la8.png", saved(rgba.convert("LA"), "PNG"))
    add("rgba8.png", saved(rgba, "PNG"))
    add("orientation-6.png", saved(picture, "PNG", exif=exif(6)))
    add("palette-16-colours.png", saved(palette, "PNG"))
    add("palette-256-colours.png", saved(picture.quantize(256), "PNG"))
    add("palette-one-transparent.png", saved(palette, "PNG", transparency=3))
    add("palette-fading.png", saved(palette, "PNG", transparency=bytes(range(0, 256, 16))))
    add("black-and-white.png", saved(greys.convert("1"), "PNG"))
    for bits in (1, 2, 4):
        steps = (grey >> (8 - bits)).astype(int)
        full = (steps * 255 // (2**bits - 1)).astype(np.uint8)
        add(f"grey{bits}.png", png(steps[..., None], 0, bits), np.dstack([full] * 3))
    wide = np.random.default_rng(3).integers(0, 65536, (H, W, 4))
    high = (wide >> 8).astype(np.uint8)
    add("grey16.png", png(wide[..., :1], 0, 16), np.dstack([high[..., 0]] * 3))
    add("rgb16.png", png(wide[..., :3], 2, 16), high[..., :3])
    add("rgba16.png", png(wide, 6, 16), over_white(high[..., :3], high[..., 3]))
    add("la16.png", png(wide[..., :2], 4, 16), over_white(np.dstack([high[..., 0]] * 3), high[..., 1]))
    add("interlaced-rgb8.png", png(rgb.astype(int), 2, 8, interlaced=True))
    add("interlaced-grey16.png", png(wide[..., :1], 0, 16, interlaced=True), np.dstack([high[..., 0]] * 3))
    add("interlaced-grey1.png", png((grey >> 7).astype(int)[..., None], 0, 1, interlaced=True))
    disk = struct.pack(">HHH", 230, 40, 20)
    add("rgb8-one-transparent.png", png(rgb.astype(int), 2, 8, before=chunk(b"tRNS", disk)))
    seen = np.where(grey == grey[8, 8], 255, grey)
    mark = chunk(b"tRNS", struct.pack(">H", int(grey[8, 8])))
    add("grey8-one-transparent.png", png(grey.astype(int)[..., None], 0, 8, before=mark), np.dstack([seen] * 3))
    gamma = chunk(b"gAMA", struct.pack(">I", 100000))
    add("gamma-ignored.png", png(rgb.astype(int), 2, 8, before=gamma), rgb)

    for name, source in [("rgb", picture), ("grey", greys), ("palette", palette), ("one-bit", greys.convert("1"))]:
        add(name + ".bmp", saved(source, "BMP"))
    add("rgba.bmp", saved(rgba, "BMP"))

    add("palette.gif", saved(palette, "GIF"))
    add("transparent.gif", saved(palette, "GIF", transparency=3))
    others = [picture.rotate(180).quantize(16), picture.rotate(90).quantize(16)]
    add("animated.gif", saved(palette, "GIF", save_all=True, append_images=others, duration=100))
    small = bytearray(saved(palette, "GIF"))
    at = small.index(b"\x2c\0\0\0\0" + struct.pack("<HH", W, H))
    small[6:10] = struct.pack("<HH", W + 8, H + 6)
    small[at + 1 : at + 5] = struct.pack("<HH", 5, 4)
    add("smaller-than-canvas.gif", bytes(small), on_canvas(palette, 5, 4))

    for name, source, options in [
        ("rgb", picture, {}),
        ("rgb-lzw", picture, dict(compression="tiff_lzw")),
        ("rgb-deflate", picture, dict(compression="tiff_adobe_deflate")),
        ("rgb-packbits", picture, dict(compression="packbits")),
        ("grey", greys, {}),
        ("one-bit", greys.convert("1"), {}),
        ("one-bit-fax", greys.convert("1"), dict(compression="group4")),
        ("palette", palette, {}),
        ("rgba", rgba, {}),
        ("la", rgba.convert("LA"), {}),
        ("cmyk", picture.convert("CMYK"), {}),
        ("orientation-5", picture, dict(exif=exif(5))),
    ]:
        add(name + ".tif", saved(source, "TIFF", **options))
    add("rgb-jpeg.tif", saved(soft, "TIFF", compression="jpeg", quality=95), largest=2, mean=0.5)
    add("two-pages.tif", saved(picture, "TIFF", save_all=True, append_images=[picture.rotate(180)]))
    deep = Image.fromarray(wide[..., 0].astype(np.uint16))
    add("grey16.tif", saved(deep, "TIFF"), np.dstack([high[..., 0]] * 3))

    add("lossless.webp", saved(picture, "WEBP", lossless=True))
    add("lossless-alpha.webp", saved(rgba, "WEBP", lossless=True, exact=True))
    add("lossy.webp", saved(soft, "WEBP", quality=90), largest=6, mean=1.0)
    add("lossy-grey.webp", saved(greys, "WEBP", quality=90), largest=3, mean=0.5)
    add("lossy-colours.webp", saved(Image.fromarray(scene(96, 64)), "WEBP", quality=90), largest=90, mean=4.0)
    softly = Image.fromarray(np.dstack([smooth(W, H), fade]))
    add("lossy-alpha.webp", saved(softly, "WEBP", quality=90), largest=6, mean=1.0)
    add("orientation-8.webp", saved(picture, "WEBP", lossless=True, exif=exif(8)))
    moving = saved(picture, "WEBP", lossless=True, save_all=True, append_images=[picture.rotate(180)])
    add("animated.webp", moving)
    small = bytearray(moving)
    at = small.index(b"ANMF") + 8
    small[24:30] = struct.pack("<HxHx", W + 7, H + 5)
    small[at : at + 6] = struct.pack("<HxHx", 6 // 2, 4 // 2)
    add("smaller-than-canvas.webp", bytes(small), on_canvas(picture, 6, 4))


# ---- resizes ------------------------------------------------------------------------------------------------------


def resizes():
    rows = []
    filters = {n: Image.Resampling[n] for n in ("NEAREST", "BILINEAR", "BICUBIC", "LANCZOS")}
    source = Image.fromarray(scene(64, 48))
    source.save(ROOT / "resizes" / "source.png", optimize=True)
    noise = Image.fromarray(np.random.default_rng(11).integers(0, 256, (29, 37, 3), np.uint8))
    noise.save(ROOT / "resizes" / "noise.png", optimize=True)
    sizes = [(64, 48), (32, 24), (21, 13), (1, 1), (64, 10), (9, 48), (1, 48), (100, 75), (71, 20)]
    for name, picture, targets in [("source", source, sizes), ("noise", noise, [(7, 50), (36, 28), (38, 30), (5, 3)])]:
        for w, h in targets:
            for label, method in filters.items():
                result = f"{name}-{w}x{h}-{label.lower()}.png"
                picture.resize((w, h), method).save(ROOT / "resizes" / result, optimize=True)
                rows.append((name + ".png", result, w, h, label))
    return rows


# ---- framings -----------------------------------------------------------------------------------------------------


def framings():
    """torchvision 0.28's own functions, on sizes only."""
    import sys
    import types

    sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")
    from torchvision.transforms import functional as F

    rows = []
    rng = np.random.default_rng(5)
    sizes = [(224, 224), (500, 375), (375, 500), (256, 256), (255, 257), (1, 1), (100, 3), (640, 481), (1023, 682)]
    sizes += [tuple(int(v) for v in rng.integers(2, 900, 2)) for _ in range(24)]
    for w, h in sizes:
        for resize, crop in [(256, 224), (232, 224), (33, 40), (57, 32), (20, 33)]:
            # Every pixel carries its own place, so that the crop's first picture pixel tells the offset.
            resized = F.resize(Image.new("L", (w, h)), resize)
            rw, rh = resized.size
            y, x = np.mgrid[0:rh, 0:rw]
            places = Image.fromarray((1 + x + y * rw).astype(np.int32))
            cropped = np.asarray(F.center_crop(places, [crop, crop]))
            top, left = (int(v[0]) for v in np.nonzero(cropped))
            place = int(cropped[top, left]) - 1
            rows.append((w, h, resize, crop, rw, rh, place % rw - left, place // rw - top))
    return rows


def write(name, rows):
    (ROOT / name).write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))


if __name__ == "__main__":
    for folder in ("formats", "expected", "resizes"):
        (ROOT / folder).mkdir(parents=True, exist_ok=True)
        for old in (ROOT / folder).iterdir():
            old.unlink()
    formats()
    write("formats.tsv", table)
    write("resizes.tsv", resizes())
    write("framings.tsv", framings())
