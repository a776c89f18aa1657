#!/bin/sh
# Makes the fonts of this folder from those of npm: fewer letters, and only the weights that the app
# uses (400 to 600). Needs Debian's python3-fonttools and python3-brotli. The results are kept in git,
# because they change as seldom as the packages they are made from.
set -eu
cd "$(dirname "$0")"
npm=../../../node_modules/@fontsource-variable
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

# make NAME SOURCE RANGES
make() {
  /usr/bin/python3 -m fontTools.varLib.instancer -q --output "$made/$1.ttf" "$npm/$2" wght=400:600
  /usr/bin/python3 -m fontTools.subset "$made/$1.ttf" --unicodes="$3" --layout-features='*' --flavor=woff2 --output-file="$1.woff2"
}
make inter-latin inter/files/inter-latin-wght-normal.woff2 \
  U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215
# Latin Extended-A, and what Romanian and German capitals need beyond it.
make inter-latin-ext inter/files/inter-latin-ext-wght-normal.woff2 U+0100-017F,U+0218-021B,U+1E9E
make noto-sans-bengali noto-sans-bengali/files/noto-sans-bengali-bengali-wght-normal.woff2 \
  U+0951-0952,U+0964-0965,U+0980-09FE,U+200C-200D,U+20B9,U+25CC
