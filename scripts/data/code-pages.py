#!/usr/bin/env python3
"""Writes data/code-pages.txt and data/cns11643.txt: encodings that the Encoding Standard lacks, from Python's codecs and the C library's iconv.

A line each: name, script, then the characters of the bytes 80 to FF (of 00 to FF for EBCDIC and VISCII), U+FFFD where the encoding has none.
The second file has a line for each of the planes 1 to 3 of CNS 11643, of 94 times 94 characters.
Needs Python 3.11 or newer and iconv; the same bytes each time.
"""
import codecs
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Python's name, then the name that the output shows.
PYTHON = """
cp437 ibm437|cp720 ibm720|cp737 ibm737|cp775 ibm775|cp850 ibm850|cp852 ibm852|cp855 ibm855|cp856 ibm856|cp857 ibm857|cp858 ibm858
cp860 ibm860|cp861 ibm861|cp862 ibm862|cp863 ibm863|cp864 ibm864|cp865 ibm865|cp869 ibm869|cp1006 ibm1006|cp1125 ibm1125
hp-roman8 hp-roman8|koi8-t koi8-t|kz1048 kz-1048|ptcp154 ptcp154
mac-arabic x-mac-arabic|mac-croatian x-mac-croatian|mac-farsi x-mac-farsi|mac-greek x-mac-greek|mac-iceland x-mac-icelandic
mac-latin2 x-mac-ce|mac-romanian x-mac-romanian|mac-turkish x-mac-turkish
cp037 ibm037|cp273 ibm273|cp424 ibm424|cp500 ibm500|cp875 ibm875|cp1026 ibm1026|cp1140 ibm1140
""".replace("\n", "|").strip("|").split("|")
ICONV = {"VISCII": "viscii", "TCVN": "tcvn", "ARMSCII-8": "armscii-8", "GEORGIAN-PS": "georgian-ps", "GEORGIAN-ACADEMY": "georgian-academy"}


def characters(decode, codes):
    text = ""
    for code in codes:
        c = decode(bytes([code]))
        text += c if len(c) == 1 and not (0xD800 <= ord(c) < 0xE000) else "\ufffd"
    return text


def by_iconv(name):
    def decode(byte):
        done = subprocess.run(["iconv", "-f", name, "-t", "UTF-8"], input=byte, capture_output=True)
        return done.stdout.decode() if done.returncode == 0 else "\ufffd"
    return decode


def escaped(text):
    return "".join(c if c.isprintable() and c not in "\\ \u00ad" else "\\u%04X" % ord(c) for c in text)


lines = []
for pair in PYTHON:
    python, name = pair.split()
    decode = lambda byte: codecs.decode(byte, python, "replace")
    ascii_compatible = all(decode(bytes([code])) == chr(code) for code in range(0x20, 0x7F) if python != "cp864")
    lines.append(f"{name}\t{escaped(characters(decode, range(0x80 if ascii_compatible else 0, 0x100)))}\n")
for source, name in ICONV.items():
    # VISCII has letters in place of six controls.
    lines.append(f"{name}\t{escaped(characters(by_iconv(source), range(0 if name == 'viscii' else 0x80, 0x100)))}\n")
(ROOT / "data" / "code-pages.txt").write_text("".join(lines), encoding="utf-8")


def plane(number):
    rows = []
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            sequence = bytes([row, cell]) if number == 1 else bytes([0x8E, 0xA0 + number, row, cell])
            rows.append(sequence)
    lead = b"\n".join(rows)
    done = subprocess.run(["iconv", "-c", "-f", "EUC-TW", "-t", "UTF-8"], input=lead, capture_output=True)
    return "".join(line if len(line) == 1 else "\ufffd" for line in done.stdout.decode().split("\n"))


(ROOT / "data" / "cns11643.txt").write_text("".join(plane(number) + "\n" for number in (1, 2, 3)), encoding="utf-8")
