"""Writes down what Pillow says of a folder of pictures: path, width, height and mean red, green, blue.

    python core/src/test/python/picture_facts.py ../shared/data odd images > \
        core/src/test/resources/dev/fovea/core/image/wild.tsv

The pictures themselves are not ours to keep. Upright, transparency over white; 16-bit grey by its upper byte; profiles
that are tables applied, other profiles ignored. A picture Pillow refuses has "refused" instead of numbers.
"""

import io
import sys
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps

warnings.simplefilter("ignore")


def pixels(file):
    picture = Image.open(file)
    picture.load()
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode == "I;16":
        wide = np.asarray(picture)
        grey = np.where(wide == picture.info.get("transparency", -1), 255, wide >> 8)
        return np.dstack([grey] * 3)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        white = Image.new("RGB", rgba.size, "white")
        white.paste(rgba, mask=rgba.getchannel("A"))
        return np.asarray(white)
    if profile and b"A2B0" in profile[128:600] and b"rXYZ" not in profile[128:600]:
        table = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        picture = ImageCms.profileToProfile(picture, table, srgb, ImageCms.Intent.RELATIVE_COLORIMETRIC)
    return np.asarray(picture.convert("RGB"))


def main(root, folders):
    for folder in folders:
        for file in sorted((Path(root) / folder).iterdir()):
            if file.is_file():
                try:
                    rgb = pixels(file)
                    height, width = rgb.shape[:2]
                    facts = [width, height, *(f"{v:.2f}" for v in rgb.reshape(-1, 3).mean(0))]
                except Exception:
                    facts = ["refused"]
                print(f"{folder}/{file.name}", *facts, sep="\t")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
