#!/usr/bin/env python3
"""Writes data/encodings.bin: the statistics of letters by which src/decode/detect tells encodings apart.

Sources, all of fixed versions from the Python package index, none of them a detection test set:
* translations of the interfaces of Django, Wagtail and the packages they bring (BSD licences): running text with capitals and punctuation;
* the n-gram frequencies of lingua-language-detector (Apache-2.0): letters inside words, from news;
* the table of OpenCC (Apache-2.0), which turns simplified into traditional characters;
* the names of the Unicode CLDR in Babel (Unicode licence): for languages that the others lack.

Usage: scripts/train/encoding-detector.py [FOLDER]   (FOLDER holds the virtual environment and downloads; default target/train-encodings)

The file, all numbers little-endian. Magic "CHFENC2\\n"; u16 count of languages; for each language: u8 length and name; u8 kind (0 Latin
script, 1 other alphabet); u16 count of letters, each u32; then the matrix of (CLASSES + letters) squared costs, row = the class
before, in sixteenths of a nat, one byte each; then for each class its cost averaged over the classes before it, one byte each. Then u16
count of ideographic languages; for each: u8 length and name; u32 count of characters, each u32 and u8 cost.
"""
import collections
import json
import math
import pathlib
import re
import struct
import subprocess
import sys
import unicodedata
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = ["babel==2.18.0", "brotli==1.2.0", "django==5.2.8", "wagtail==7.2", "djangorestframework==3.16.1", "opencc-python-reimplemented==0.1.7"]
LINGUA = "lingua-language-detector==1.3.5"

# Classes that all languages share; letters follow from CLASSES on. src/decode/detect/model.rs has the same list.
SPACE, DIGIT, NBSP, OPEN, CLOSE, DASH, SYMBOL, RARE, OTHER, LATIN = range(10)
CLASSES = 10
# What follows signs like © € £ §: interfaces hold too few of them to count.
SYMBOL_ROW = {SPACE: 900, DIGIT: 500, NBSP: 100, OPEN: 50, CLOSE: 50, SYMBOL: 100, CLASSES: 300}
# What a class costs at most after another, in nats, in Latin script (CLASSES: any letter): interfaces hold few of the bullets, prices,
# dashes and foreign names that running text is full of.
MOST_LATIN = {
    SPACE: {NBSP: 8, OPEN: 5, CLOSE: 7, DASH: 5, SYMBOL: 6, RARE: 6.5},
    DIGIT: {NBSP: 6, OPEN: 8, CLOSE: 6, DASH: 4.5, SYMBOL: 4},
    NBSP: {OPEN: 4, CLOSE: 5, DASH: 4, SYMBOL: 4, RARE: 8},
    OPEN: {OPEN: 6, CLOSE: 7, DASH: 6, SYMBOL: 6, RARE: 6.5},
    CLOSE: {OPEN: 7, CLOSE: 4, DASH: 6, SYMBOL: 7, RARE: 8},
    DASH: {OPEN: 6, DASH: 6, SYMBOL: 7, RARE: 8},
    SYMBOL: {OPEN: 7, CLOSE: 6, DASH: 7, RARE: 9},
    RARE: {NBSP: 7, CLOSE: 6, DASH: 7},
    CLASSES: {NBSP: 6.5, OPEN: 8, CLOSE: 6, DASH: 5.5, RARE: 6},
}
# The same for all scripts: box drawing, which stands in OTHER.
MOST = {SPACE: {OTHER: 5}, OTHER: {OTHER: 5}, DIGIT: {OTHER: 8}, CLASSES: {OTHER: 9}, LATIN: {OTHER: 9}}
# And what comes after it costs at least this, but for spaces and the like.
LEAST_AFTER_OTHER = 8
# The letters of each language outside ASCII. Named here because translations hold damaged and foreign words as well.
LATIN_LETTERS = {
    "af": "áéèêëíîïóôúû", "az": "çəğıöşü", "br": "âêîôûùüñé", "bs": "čćđšž", "ca": "àçéèíïóòúü", "cs": "áčďéěíňóřšťúůýž",
    "cy": "âêîôûŵŷäëïöüáéíóú", "da": "æøåé", "de": "äöüßé", "en": "é", "eo": "ĉĝĥĵŝŭ", "es": "áéíñóúü", "et": "äõöüšž", "eu": "ñ",
    "fi": "äöåšž", "fo": "áðíóúýæø", "fr": "àâçéèêëîïôùûüœæÿ", "fy": "âêôûúëï", "ga": "áéíóú", "gd": "àèìòùáéó", "gl": "áéíñóúü",
    "hr": "čćđšž", "hsb": "óćčěłńřšźž", "hu": "áéíóöőúüű", "id": "é", "is": "áéíóúýþæöð", "it": "àèéìòùî", "lb": "äëéüö",
    "lt": "ąčęėįšųūž", "lv": "āčēģīķļņōŗšūž", "ms": "é", "mt": "ċġħżàèìòù", "nb": "æøåéòôóê", "nl": "éëïóöüè", "nn": "æøåéòôóê",
    "pl": "ąćęłńóśźż", "pt": "áâãàçéêíóôõúü", "ro": "ăâîşţ", "se": "áčđŋšŧžåäöæø", "sk": "áäčďéíĺľňóôŕšťúýž", "sl": "čšžćđ", "sq": "ëç",
    "sr_Latn": "čćđšž", "sv": "åäöé", "sw": "é", "tr": "çğıöşüâîû",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", "vi_1258": "âêôăđơư\u0300\u0301\u0303\u0309\u0323",
}
OTHER_LANGUAGES = "ar be bg ckb el fa he hy ka kk ky mk mn ru sr tg th uk ur".split()
IDEOGRAPHIC = {"ja": ["ja"], "ko": ["ko"], "zh_Hans": ["zh_Hans", "zh_CN", "zh"], "zh_Hant": ["zh_Hant", "zh_TW"]}
VARIANTS = {"pt": ["pt", "pt_BR", "pt_PT"], "hr": ["hr", "hr_HR"], "is": ["is", "is_IS"], "he": ["he", "he_IL"], "es": ["es", "es_AR", "es_MX"],
            "tr": ["tr", "tr_TR"], "sk": ["sk", "sk_SK"], "id": ["id", "id_ID"], "vi_1258": ["vi"]}
LINGUA_NAMES = {"sr_Latn": "hr", "vi_1258": "vi"}
MARKS_1258 = "\u0300\u0309\u0303\u0301\u0323"


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target" / "train-encodings")
    site, wheel = install(folder)
    sys.path.insert(0, str(site))
    texts = read_translations(site)
    models = zipfile.ZipFile(wheel)
    pooled = collections.Counter()
    counted = {}
    for language in [*LATIN_LETTERS, *OTHER_LANGUAGES]:
        counted[language] = count(language, texts, models)
        shared(counted[language], pooled)
    out = bytearray(b"CHFENC2\n" + struct.pack("<H", len(counted)))
    for language, (letters, pairs) in counted.items():
        out += named(language) + struct.pack("<BH", language in OTHER_LANGUAGES, len(letters))
        matrix = bounded(costs(letters, pairs, pooled), language in LATIN_LETTERS)
        out += b"".join(struct.pack("<I", ord(c)) for c in letters) + matrix + class_costs(matrix)
    out += struct.pack("<H", len(IDEOGRAPHIC))
    for language, names in IDEOGRAPHIC.items():
        table = ideographs(language, "\n".join(texts.get(name, "") for name in names), models)
        out += named(language) + struct.pack("<I", len(table)) + b"".join(struct.pack("<IB", ord(c), cost) for c, cost in table)
    (ROOT / "data" / "encodings.bin").write_bytes(out)
    print(f"{len(out):,} bytes, {len(counted)} languages")


def install(folder):
    venv = folder / "venv"
    if not venv.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "-q", "install", *PACKAGES], check=True)
        subprocess.run([venv / "bin/pip", "-q", "download", "--no-deps", "-d", folder, LINGUA], check=True)
    return next(venv.glob("lib/python*/site-packages")), next(folder.glob("lingua*.whl"))


def named(name):
    return struct.pack("<B", len(name)) + name.encode()


def read_translations(site):
    texts = collections.defaultdict(list)
    for path in sorted(site.rglob("LC_MESSAGES/*.po")):
        for original, translation in messages(path):
            texts[path.parts[-3]].append(plain(translation))
            if path.parts[-3] == "de":
                texts["en"].append(plain(original))
    result = {language: "\n".join(parts) for language, parts in sorted(texts.items())}
    for language in ("mt", "fo", "se"):
        result[language] = names_of(language)
    return result


def messages(path):
    """Original and translation of each entry of a .po file but the header."""
    entry, key = {}, ""
    for line in path.read_text(encoding="utf-8", errors="ignore").splitlines() + ['msgid ""']:
        match = re.match(r'(?:(msgid|msgid_plural|msgstr|msgctxt)(?:\[\d\])? )?"(.*)"$', line)
        if not match:
            continue
        if match[1] in ("msgid", "msgctxt") and "msgstr" in entry:
            if entry.get("msgid") and entry["msgstr"]:
                yield entry["msgid"], entry["msgstr"]
            entry = {}
        key = match[1] or key
        entry[key] = entry.get(key, "") + re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], match[2])


def names_of(language):
    import babel
    locale = babel.Locale.parse(language)
    names = [v for table in (locale.languages, locale.territories, locale.currencies, locale.scripts) for v in table.values()]
    for width in ("wide", "abbreviated"):
        names += list(locale.months["format"][width].values()) + list(locale.days["format"][width].values())
    return ".\n".join(sorted(names) * 3)


def plain(text):
    text = re.sub(r"<[^>]*>|%\(\w+\)[a-z]|%[a-z]|\{[^}]*\}|&\w+;|https?:\S+", " ", text)
    return unicodedata.normalize("NFC", text)


def lower(c):
    return {"İ": "i", "ș": "ş", "ț": "ţ", "Ș": "ş", "Ț": "ţ", "ς": "ς"}.get(c) or (c.lower() if len(c.lower()) == 1 else c)


def to_1258(text):
    """Vietnamese as windows-1258 writes it: the tone after the vowel."""
    out = ""
    for c in text:
        parts = unicodedata.normalize("NFD", c)
        tone = next((p for p in parts if p in MARKS_1258), "")
        out += unicodedata.normalize("NFC", parts.replace(tone, "", 1)) + tone if tone and c not in "" else c
    return out


def class_of(c, letters):
    if c in letters:
        return CLASSES + letters[c]
    if c in " \t\n\r" or (c < "\x80" and not c.isalnum()):
        return SPACE
    if c.isdigit():
        return DIGIT
    if c == "\u00a0":
        return NBSP
    if c in "“„‘«‚‹¿¡":
        return OPEN
    if c in "”’»›":
        return CLOSE
    if c in "–—…•·":
        return DASH
    if c < "\x80":
        return LATIN
    if unicodedata.category(c)[0] in "LM":
        return RARE
    return SYMBOL


def count(language, texts, models):
    """The letters of a language and how often class follows class."""
    text = "\n".join(texts.get(name, "") for name in VARIANTS.get(language, [language]))
    convert = to_1258 if language == "vi_1258" else lambda t: t
    text = "".join(lower(c) for c in convert(text))
    joint = lingua_pairs(LINGUA_NAMES.get(language, language), models, convert)
    is_latin = language in LATIN_LETTERS
    if is_latin:
        alphabet = sorted("abcdefghijklmnopqrstuvwxyz" + LATIN_LETTERS[language])
    else:
        seen = collections.Counter(c for c in text if is_letter(c))
        total = sum(seen.values())
        alphabet = sorted(c for c, n in seen.items() if n >= 1e-4 * total)
    letters = {c: i for i, c in enumerate(alphabet)}
    pairs = collections.Counter()
    classes = [class_of(c, letters) for c in " " + text + " "]
    for a, b in zip(classes, classes[1:]):
        pairs[a, b] += 1
    inside = sum(n for (a, b), n in pairs.items() if a >= CLASSES and b >= CLASSES)
    if joint and inside:
        weight = 3
        for key in pairs:
            if not (key[0] >= CLASSES and key[1] >= CLASSES):
                pairs[key] *= 1 + weight
        for (a, b), share in sorted(joint.items()):
            if a in letters and b in letters:
                pairs[CLASSES + letters[a], CLASSES + letters[b]] += share * inside * weight
    return alphabet, pairs


def is_letter(c):
    """Whether a character belongs to an alphabet other than Latin."""
    name = unicodedata.name(c, "")
    return unicodedata.category(c)[0] in "LM" and not name.startswith(("LATIN", "CJK", "MICRO", "FEMININE", "MASCULINE"))


def lingua_pairs(language, models, convert):
    """Shares of letter pairs inside words."""
    ngrams = {}
    for kind in ("unigrams", "bigrams"):
        path = f"lingua/language-models/{language}/{kind}.json.br"
        if path not in models.namelist():
            return {}
        import brotli
        table = json.loads(brotli.decompress(models.read(path)))["ngrams"]
        for fraction, grams in table.items():
            numerator, denominator = fraction.split("/")
            for gram in grams.split(" "):
                ngrams[gram] = int(numerator) / int(denominator)
    shares = collections.Counter()
    for gram, conditional in sorted(ngrams.items()):
        if len(gram) == 2:
            share = conditional * ngrams.get(gram[0], 0)
            folded = [lower(c) for c in convert(gram)]
            for pair in zip(folded, folded[1:]):
                shares[pair] += share
    total = sum(shares.values()) or 1
    return {pair: share / total for pair, share in shares.items()}


def shared(model, pooled):
    letters, pairs = model
    for (a, b), n in pairs.items():
        pooled[min(a, CLASSES), min(b, CLASSES)] += n


def costs(letters, pairs, pooled):
    """-ln P(class after class) in sixteenths, smoothed by the class's own frequency and by all languages."""
    pooled = pooled + collections.Counter({(SYMBOL, b): n for b, n in SYMBOL_ROW.items()})
    n = CLASSES + len(letters)
    rows = [[pairs.get((a, b), 0) for b in range(n)] for a in range(n)]
    column = [sum(rows[a][b] for a in range(n)) + 0.5 for b in range(n)]
    total = sum(column)
    pool_rows = [[pooled.get((a, b), 0) for b in range(CLASSES + 1)] for a in range(CLASSES + 1)]
    out = bytearray()
    for a, row in enumerate(rows):
        pool = pool_rows[min(a, CLASSES)]
        pool_total = sum(pool) + 1
        row_total = sum(row)
        for b in range(n):
            share = pool[min(b, CLASSES)] / pool_total
            prior = share if b < CLASSES else share * column[b] / (sum(column[CLASSES:]) or 1)
            unigram = column[b] / total
            # Interfaces hold too few words to show how words may begin.
            weight = max(30 / (row_total + 30), 0.1 if a == SPACE else 0.03)
            p = (1 - weight) * row[b] / (row_total or 1) + weight * (0.5 * prior + 0.5 * unigram)
            if b == SYMBOL and a != OTHER:
                p = max(p, 0.001)
            out.append(min(255, max(0, round(-16 * math.log(max(p, 1e-7))))))
    return bytes(out)


def bounded(matrix, is_latin):
    """The matrix with the bounds above."""
    side = math.isqrt(len(matrix))
    out = bytearray(matrix)
    for table in (MOST_LATIN, MOST) if is_latin else (MOST,):
        for a in range(side):
            for b, most in table.get(min(a, CLASSES), {}).items():
                out[a * side + b] = min(out[a * side + b], round(16 * most))
    for b in range(side):
        if b not in (SPACE, RARE, OTHER):
            out[OTHER * side + b] = max(out[OTHER * side + b], 16 * LEAST_AFTER_OTHER)
    return bytes(out)


def class_costs(matrix):
    """What each class costs, averaged over the classes before it: kept in the file, so that no machine computes it in its own way."""
    side = math.isqrt(len(matrix))
    means = (sum(math.exp(-matrix[a * side + b] / 16) for a in range(side)) / side for b in range(side))
    return bytes(min(255, math.floor(-16 * math.log(mean) + 0.5)) for mean in means)


def ideographs(language, text, models):
    import brotli
    counts = collections.Counter(c for c in text if ord(c) >= 0x80 and unicodedata.category(c)[0] in "LPSN")
    total = sum(counts.values())
    shares = collections.Counter({c: 0.5 * n / total for c, n in counts.items()})
    path = f"lingua/language-models/{language.split('_')[0]}/unigrams.json.br"
    convert = traditional() if language == "zh_Hant" else lambda c: c
    for fraction, grams in json.loads(brotli.decompress(models.read(path)))["ngrams"].items():
        numerator, denominator = fraction.split("/")
        for gram in sorted(grams.split(" ")):
            if ord(gram) >= 0x80:
                shares[convert(gram)] += 0.5 * int(numerator) / int(denominator)
    norm = sum(shares.values())
    table = sorted(((c, s / norm) for c, s in shares.items()), key=lambda e: (-e[1], e[0]))[:4500]
    return sorted((c, min(255, round(-16 * math.log(s)))) for c, s in table if s > 1e-6)


def traditional():
    from opencc import OpenCC
    converter = OpenCC("s2t")
    return lambda c: (converter.convert(c) + c)[0]


if __name__ == "__main__":
    main()
