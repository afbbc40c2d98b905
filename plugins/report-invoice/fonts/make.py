#!/usr/bin/env python3
"""Makes the fonts of this folder anew from what npm and Debian ship: `./make.py`, which ends with their digests.

Needs npm, apt-get, dpkg-deb, and `pip install fonttools==4.68.0`; see README.md for what is taken from where.
"""

import glob
import gzip
import hashlib
import io
import os
import subprocess
import sys
import tempfile

from fontTools import subset

HERE = os.path.dirname(os.path.abspath(__file__))
NPM = {"plex": "@expo-google-fonts/ibm-plex-sans@0.4.1", "emoji": "@expo-google-fonts/noto-emoji@0.4.7"}
DEBIAN = {"noto": "fonts-noto-core=20201225-1", "droid": "fonts-droid-fallback=1:6.0.1r16-1.1"}
NOTO = "usr/share/fonts/truetype/noto/NotoSans{}-Regular.ttf"

# Scripts that have a font of their own, whole.
SCRIPTS = ["Arabic", "Hebrew", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Tamil", "Telugu", "Kannada", "Malayalam",
           "Thai", "Lao", "Khmer", "Georgian", "Armenian"]

# Of the symbols, what people write in texts: not alchemy, not dominoes.
SYMBOLS = [(0x2070, 0x209F), (0x20A0, 0x20CF), (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x22FF), (0x2300, 0x23FF),
           (0x2400, 0x243F), (0x2460, 0x24FF), (0x2500, 0x25FF), (0x2600, 0x27BF), (0x27C0, 0x27FF), (0x2900, 0x297F),
           (0x2B00, 0x2BFF), (0x1D400, 0x1D7FF), (0x1F100, 0x1F1FF)]


def main():
    with tempfile.TemporaryDirectory() as folder:
        roots = {name: unpack_npm(folder, name, package) for name, package in NPM.items()}
        roots |= {name: unpack_debian(folder, name, package) for name, package in DEBIAN.items()}
        make(roots)


def unpack_npm(folder, name, package):
    root = os.path.join(folder, name)
    os.makedirs(root)
    subprocess.run(["npm", "pack", "--silent", package], cwd=root, check=True, stdout=sys.stderr)
    subprocess.run(["tar", "xzf", *glob.glob(root + "/*.tgz")], cwd=root, check=True)
    return os.path.join(root, "package")


def unpack_debian(folder, name, package):
    root = os.path.join(folder, name)
    os.makedirs(root)
    subprocess.run(["apt-get", "download", "-q", package], cwd=root, check=True, stdout=sys.stderr)
    subprocess.run(["dpkg-deb", "-x", *glob.glob(root + "/*.deb"), root], check=True)
    return root


def make(roots):
    have = set()
    for weight in ["300Light", "400Regular", "600SemiBold"]:
        source = f"{roots['plex']}/{weight}/IBMPlexSans_{weight}.ttf"
        have |= cut(source, "Plex-" + weight[3:])
    have |= cut(f"{roots['noto']}/{NOTO.format('')}", "Noto")
    for script in SCRIPTS:
        have |= cut(f"{roots['noto']}/{NOTO.format(script)}", "Noto-" + script)
    wanted = {code for first, last in SYMBOLS for code in range(first, last + 1)}
    emoji = f"{roots['emoji']}/400Regular/NotoEmoji_400Regular.ttf"
    for name in ["Symbols", "Symbols2", "Math"]:
        have |= cut(f"{roots['noto']}/{NOTO.format(name)}", "Noto-" + name, (wanted - have) | {0x20})
    cut(f"{roots['droid']}/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf", "Droid-Fallback")
    cut(emoji, "Noto-Emoji")
    total = 0
    for path in sorted(glob.glob(HERE + "/*.ttf.gz")):
        data = open(path, "rb").read()
        total += len(data)
        print(hashlib.sha256(data).hexdigest(), f"{len(data):>8}", os.path.basename(path))
    print(total, "bytes in all", file=sys.stderr)


def cut(source, name, wanted=None):
    """Writes a font without hints, names of glyphs and vertical forms; answers the characters that it has."""
    options = subset.Options(hinting=False, glyph_names=False, notdef_outline=True)
    options.drop_tables += ["DSIG", "meta", "STAT", "vhea", "vmtx", "VORG", "gasp", "LTSH", "VDMX", "hdmx"]
    options.layout_features = [tag for tag in subset.Options._layout_features_default if tag not in ("vert", "vrt2")]
    options.layout_features += ["locl", "ccmp"]
    font = subset.load_font(source, options)
    codes = set(font.getBestCmap())
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes if wanted is None else codes & wanted)
    subsetter.subset(font)
    # The same bytes whenever it is made.
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    whole = io.BytesIO()
    subset.save_font(font, whole, options)
    with open(os.path.join(HERE, name + ".ttf.gz"), "wb") as file:
        file.write(gzip.compress(whole.getvalue(), 9, mtime=0))
    return set(font.getBestCmap())


if __name__ == "__main__":
    main()
