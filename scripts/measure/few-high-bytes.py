#!/usr/bin/env python3
"""Measures decoding of texts that hold few bytes above ASCII: scripts/measure/few-high-bytes.py [--program FILE] [--show N] [--peer]

Makes files from the invented sentences in tests/cases/decode/sentences.tsv: ASCII words of ten Latin languages with one kind of symbol
or letter in windows-1252 (as text and as HTML, undeclared and declared), lists, names and prices, and short texts of other encodings,
alone and between English lines. Prints how many were decoded to the text that they were made of, by kind, and what the others became.
--peer asks chardet as well, from the Python that runs the script.
"""
import argparse
import collections
import json
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LATIN = "en de fr es it pt nl sv da fi".split()
LENGTHS = {"line": 1, "paragraph": 4, "page": 40}
# A symbol, and what it makes of the words of a sentence.
SYMBOLS = {
    "bullet": lambda w: ["• " + w[0], *w[1:]],
    "bullet glued": lambda w: ["•" + w[0], *w[1:]],
    "middle dot": lambda w: ["· " + w[0], *w[1:]],
    "cent": lambda w: [*w[:2], "75¢", *w[2:]],
    "pound": lambda w: [*w[:2], "£5", *w[2:]],
    "degree": lambda w: [*w[:2], "20°", *w[2:]],
    "degree C": lambda w: [*w[:2], "5 °C", *w[2:]],
    "half": lambda w: [*w[:2], "½", *w[2:]],
    "euro before": lambda w: [*w[:2], "€12.50", *w[2:]],
    "euro after": lambda w: [*w[:2], "12,50 €", *w[2:]],
    "quotes": lambda w: [w[0], "“" + w[1], w[2] + "”", *w[3:]],
    "low quotes": lambda w: [w[0], "„" + w[1], w[2] + "“", *w[3:]],
    "single quotes": lambda w: [w[0], "‘" + w[1] + "’", *w[2:]],
    "apostrophe": lambda w: [w[0], w[1] + "’s", *w[2:]],
    "guillemets": lambda w: [w[0], "«" + w[1] + "»", *w[2:]],
    "ellipsis": lambda w: [*w[:-1], w[-1] + "…"],
    "trade mark": lambda w: [w[0], w[1] + "™", *w[2:]],
    "registered": lambda w: [w[0], w[1] + "®", *w[2:]],
    "copyright": lambda w: ["©", "2019", *w],
    "en dash": lambda w: [*w[:2], "–", *w[2:]],
    "em dash": lambda w: [w[0], w[1] + "—" + w[2], *w[3:]],
    "range": lambda w: [*w[:2], "12–15", *w[2:]],
    "section": lambda w: [*w[:2], "§", "12", *w[2:]],
    "plus minus": lambda w: [*w[:2], "5 ±1", *w[2:]],
    "times": lambda w: [*w[:2], "2 × 3", *w[2:]],
    "square": lambda w: [*w[:2], "15 m²", *w[2:]],
    "micro": lambda w: [*w[:2], "5 µm", *w[2:]],
    "final e": lambda w: [*w[:2], "café", *w[2:]],
    "final n": lambda w: [*w[:2], "Logroñ", *w[2:]],
    "final u": lambda w: [*w[:2], "Menü", *w[2:]],
    "final c": lambda w: [*w[:2], "Barç", *w[2:]],
    "inner u": lambda w: [*w[:2], "Zürich", *w[2:]],
    "inner o": lambda w: [*w[:2], "Malmö", *w[2:]],
    "initial E": lambda w: [*w[:2], "Évian", *w[2:]],
    "initial O": lambda w: [*w[:2], "Østerbro", *w[2:]],
    "no-break": lambda w: [w[0] + "\xa0" + w[1], *w[2:]],
}
# Everything above ASCII in windows-1252 that is no letter, and where it may stand between the words of a short text.
SIGNS = "€‚„…†‡‰‹‘’“”•–—™›¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿×÷"
SIGN_LANGUAGES = "en fr de es pt".split()
PLACES = {
    "first": lambda w, s: [s, *w],
    "opening": lambda w, s: [s + w[0], *w[1:]],
    "closing": lambda w, s: [*w[:-1], w[-1] + s],
    "last": lambda w, s: [*w, s],
    "between": lambda w, s: [w[0], s, *w[1:]],
    "joining": lambda w, s: [w[0] + s + (w[1] if w[1:] else "x"), *w[2:]],
    "figures": lambda w, s: [*w, f"3{s}4"],
    "spaced figures": lambda w, s: [*w, f"3 {s} 4"],
    "before a figure": lambda w, s: [*w, f"{s}12"],
    "after a figure": lambda w, s: [*w, f"12{s}"],
    "around": lambda w, s: [s + w[0] + s, *w[1:]],
}
# Words of capitals, with the languages of which they are.
CAPITALS = ("ÀÉÈ ÄÖÜ ŽŠ ÉÈÊ ÀÂÇ ÑÓÁ ÃÕÇ ÅÄÖ ÆØÅ ÜÖÄ ŠŽ ÇÃO ÁÉÍÓÚ ÄÖ ÜÄ ÉÀ ÈÉ ÓÚ ÖÄÅ ÇÀ ÔÊ ŒÉ ÀÈÌÒÙ ÂÊÎÔÛ ÄRÖ ÉTÉ ÜBER ÖL ÅÅ ÁGUA AÇÃO PÃO ÉCOLE FENÊTRE GÄSTE "
            "MÜLLER STRAßE BÜCHER ÑANDÚ NIÑO AÑO SEÑOR CORAÇÃO MÃE IRMÃ FÅRÖ RÅÅ SMÖRGÅS BLÅBÆR RØDGRØD PÄÄ YÖ HYVÄÄ PERCHÉ CITTÀ VIRTÙ GARÇON FORÊT NOËL DÉJÀ VÙ "
            "CRÈME BRÛLÉE ŽIŽKA ŠKODA ŸVES SŒUR CŒUR ŒUVRE").split()
LISTS = {
    "names": "name,city,team\nAna,São Paulo,3\nUrs,Zürich,1\nPia,Malmö,5\nJan,Kraków,7\nEva,A Coruña,2\n",
    "prices": "item;price\nmug;12,50 €\nbag;7,00 €\nhat;19,90 €\n",
    "pounds": "item,price\nmug,£4\nbag,£12\nhat,£7.50\n",
    "one name": "Dear Mr Muñoz,\nthe parcel is ready.\n",
    "names in English": "Directed by José Ibáñez, with music by Björn Åkesson and Zoë Brontë.\n",
    "quoted": "“Quoted”\n", "price": "price: £5\n", "temperature": "5 °C\n", "cup": "½ cup of milk\n", "fine": "It’s “fine”…\n",
    "micrometres": "x±y µm\n", "item": "•item\n", "marks": "Acme® Widget™\n", "determined": "nd have determined t“quoted”o promote\n",
    "cedilla": "Fran\xe7ois\n", "question": "¿Como?\n", "exclamation": "¡Hola!\n", "thorn": "3¾ x 5¼ in\n", "ordinal": "1º piso, 2ª puerta\n",
    "skills": "Skills\n• Python\n• SQL\n• Docker\n\nEducation\n• BSc, 2011 – 2014\n• MSc, 2014 – 2016\n",
    "recipe": "Ingredients\n½ cup sugar\n¼ tsp salt\n2 cups flour\nBake at 180 °C for 20–25 minutes…\n",
    "glossary": "naïve\nfaçade\nrésumé\njalapeño\nüber\n", "upper": "CAFÉ RENÉ\nMENÜ\nESPAÑA\n",
}
# Language, its encodings.
OTHERS = [("ru", "cp1251 koi8_r cp866 iso8859_5 mac_cyrillic"), ("uk", "cp1251 koi8_u"), ("el", "cp1253 iso8859_7"), ("ja", "shift_jis euc_jp"), ("zh", "gb18030"),
          ("tw", "big5"), ("ko", "euc_kr"), ("pl", "cp1250 iso8859_2 cp852"), ("cs", "cp1250 iso8859_2 cp852"), ("hu", "cp1250 iso8859_2 cp852"),
          ("tr", "cp1254"), ("ar", "cp1256"), ("he", "cp1255"), ("th", "cp874"), ("kana", "shift_jis"), ("de", "cp437 cp850 mac_roman"), ("fr", "cp437 cp850 mac_roman"),
          ("sv", "cp850 mac_roman"), ("es", "cp850 mac_roman")]
SPECIAL = {
    "art cp437": ("cp437", "  ▄▄▄▄  ▄▄▄▄  ▄▄▄▄\n █▀▀▀█ █▀▀▀█ █▀▀▀█\n ░▒▓█▓▒░ presents ░▒▓█▓▒░\n╔════════════════╗\n║ Release notes  ║\n╚════════════════╝\n Cracked in 1994 by nobody\n ■ one disk ■ no sound\n"),
    "box cp437": ("cp437", "┌──────────┬──────────┐\n│ Name     │ Size     │\n├──────────┼──────────┤\n│ setup    │ 12       │\n└──────────┴──────────┘\n"),
    "menu cp866": ("cp866", "╔══════════════════╗\n║ Файл  Правка     ║\n║ Открыть...    F3 ║\n║ Выход     Alt-X  ║\n╚══════════════════╝\n"),
    "menu koi8": ("koi8_r", "┌────────────────┐\n│ Файл  Правка   │\n│ Открыть     F3 │\n│ Выход          │\n└────────────────┘\n"),
    "kana word": ("shift_jis", "ﾃｽﾄ用ﾃﾞｰﾀ\n"), "kana poem": ("shift_jis", "雨ﾆﾓﾏｹｽﾞ\n風ﾆﾓﾏｹｽﾞ\n"), "bank": ("shift_jis", "1,ﾐﾂﾋﾞｼ,ｼﾝｼﾞﾕｸ\n2,ｽﾐﾄﾓ,ｼﾌﾞﾔ\n3,ﾐｽﾞﾎ,ｳｴﾉ\n"),
    "kana list": ("shift_jis", "ｱｲｽｸﾘｰﾑ\nｺｰﾋｰ\nﾊﾝﾊﾞｰｶﾞｰ\n"),
    "words pl": ("iso8859_2", "Śliwka, ścieżka, źrebię, żółw, łąka\n"), "oe": ("iso8859_15", "Tarif : 9 € la douzaine d'œufs, cœur de bœuf, Šibenik\n"),
    "mac quotes": ("mac_roman", "She said “yes” and he didn’t hear it. “What?” he asked — “say it again…”\n"),
    "yen": ("shift_jis", "Tシャツ 1,200円\nパンツ 3,000円\n"), "days": ("gb18030", "1,男,23\n2,女,31\n3,男,40\n"), "mixed ja": ("shift_jis", "Ver 1.2 更新履歴\n- bug修正\n- UI改善\n"),
    "mixed zh": ("gb18030", "README 说明\n1. install 安装\n2. run 运行\n"), "comment ru": ("cp1251", "int x = 1; // счетчик\nint y = 2; // шаг\n"), "comment ja": ("shift_jis", "int x = 1; // 個数\nint y = 2; // 幅\n"),
    "name ru": ("cp1251", "Author: Иван Петров\nDate: 2003-04-05\n"), "name el": ("cp1253", "Author: Γιώργος Παππάς\n"), "copyright ru": ("cp1251", "Copyright © 2003 ООО Ромашка\n"),
    "subtitle ru": ("cp1251", "1\n00:00:01,000 --> 00:00:03,000\nДа.\n\n2\n00:00:04,000 --> 00:00:05,000\nНет!\n"),
}


def sentences():
    rows = [line.split("\t") for line in (ROOT / "tests/cases/decode/sentences.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    texts = collections.defaultdict(list)
    for language, sentence in rows:
        texts[language].append(sentence)
    return texts


def with_symbol(lines, make, count, each):
    """So many sentences, every so many of them with the symbol."""
    chosen = [lines[at % len(lines)] for at in range(count)]
    return "\n".join(" ".join(make(line.split(" "))) if at % each == 0 else line for at, line in enumerate(chosen)) + "\n"


def html(text, head=""):
    return f"<!DOCTYPE html><html><head>{head}<title>Notes</title></head><body>" + "".join(f"<p>{line}</p>\n" for line in text.splitlines()) + "</body></html>\n"


def cases():
    """Kind, name, encoding, text, extension."""
    texts = sentences()
    for language in LATIN:
        for symbol, make in SYMBOLS.items():
            for length, count in LENGTHS.items():
                for each in (1, 7) if count > 7 else (1,):
                    text = with_symbol(texts[language], make, count, each)
                    name = f"{language}-{length}{each}-{symbol}"
                    yield "txt " + length, name, "cp1252", text, "txt"
                    yield "html undeclared", name, "cp1252", html(text), "html"
                    yield "html says iso-8859-1", name, "cp1252", html(text, '<meta charset="iso-8859-1">'), "html"
                    yield "html says utf-8", name, "cp1252", html(text, '<meta charset="utf-8">'), "html"
    for name, text in LISTS.items():
        yield "lists", name, "cp1252", text, "txt"
        yield "lists", "three times " + name, "cp1252", text * 3, "txt"
        yield "lists", "in English " + name, "cp1252", "\n".join(texts["en"]) + "\n" + text, "txt"
    for language, encodings in OTHERS:
        for encoding in encodings.split():
            for at, line in enumerate(texts[language]):
                name = f"{language}-{encoding}-{at}"
                yield "other, a line", name, encoding, line + "\n", "txt"
                yield "other, words", name, encoding, " ".join(line.split(" ")[:3])[:12].strip() + "\n", "txt"
                yield "other, in English", name, encoding, "\n".join([*texts["en"][:4], line, *texts["en"][4:]]) + "\n", "txt"
            yield "other, text", f"{language}-{encoding}", encoding, "\n".join(texts[language]) + "\n", "txt"
            yield "other, list", f"{language}-{encoding}", encoding, "\n".join("- " + line for line in texts[language]) + "\n", "txt"
    for name, (encoding, text) in SPECIAL.items():
        yield "special", name, encoding, text, "txt"
    yield from signs(texts)
    yield from capitals(texts)
    yield from few_words(texts)


def signs(texts):
    """Every sign in every place of one, two, three and all words of each sentence."""
    lines = [line.split(" ") for language in SIGN_LANGUAGES for line in texts[language]]
    for at, line in enumerate(lines):
        for sign in SIGNS:
            for place, make in PLACES.items():
                words = (1, 2, 3, len(line))[(at + ord(sign) + len(place)) % 4]
                text = " ".join(make(line[:words], sign))
                length = "a sentence" if words > 3 else f"{words} words"
                yield "sign in " + length, f"{sign} {place} {text[:20]}", "cp1252", text + "\n", "txt"


def capitals(texts):
    for word in CAPITALS:
        for name, text in {"alone": word, "twice": f"{word} {word}", "title": f"{word} 2003", "mixed": f"A {word} B", "sentence": f"{word}: {texts['en'][1]}"}.items():
            yield "capitals", f"{word} {name}", "cp1252", text + "\n", "txt"
    for language in LATIN:
        for at, line in enumerate(texts[language]):
            for count in (1, 2, 3, 5):
                words = [word for word in line.upper().split(" ") if not word.isascii()][:count]
                if len(words) == count:
                    yield "capital words", f"{language}-{at}-{count}", "cp1252", " ".join(words) + "\n", "txt"
            yield "capital sentence", f"{language}-{at}", "cp1252", line.upper() + "\n", "txt"


def few_words(texts):
    """One to ten words of other encodings; of scripts without spaces, two characters for each."""
    for language, encodings in OTHERS:
        for line in texts[language]:
            words = line.split(" ") if language not in ("ja", "zh", "tw", "th") else [line[at:at + 2] for at in range(0, len(line), 2)]
            joint = " " if " " in line else ""
            for start in range(0, len(words), 2):
                for count in (1, 2, 3, 5, 10):
                    text = joint.join(words[start:start + count])
                    if start + count <= len(words) and not text.isascii():
                        for encoding in encodings.split():
                            yield f"other, {count} words", f"{language} {text[:12]}", encoding, text + "\n", "txt"


def decode(program, folder):
    lines = subprocess.run([program, "decode", "--no-repair", folder], stdout=subprocess.PIPE, check=False).stdout.splitlines()
    return {Path(row["file_path"]).name: (row["encoding"], row["text"]) for row in map(json.loads, lines)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "target/release/chaffinch", type=Path)
    parser.add_argument("--show", default=0, type=int, metavar="N")
    parser.add_argument("--peer", action="store_true")
    arguments = parser.parse_args()
    folder = ROOT / "target/few-high-bytes"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = {}
    for number, (kind, name, encoding, text, extension) in enumerate(cases()):
        path = f"{number:06}.{extension}"
        data = text.encode(encoding)
        (folder / path).write_bytes(data)
        files[path] = (kind, name, encoding, text, data)
    decoded = decode(arguments.program, folder)
    right, all_, peer = collections.Counter(), collections.Counter(), collections.Counter()
    wrong = collections.defaultdict(list)
    for path, (kind, name, encoding, text, data) in files.items():
        all_[kind] += 1
        got, found = decoded.get(path, ("none", None))
        right[kind] += found == text
        if found != text:
            wrong[kind, got].append(f"{name} ({encoding})")
        if arguments.peer:
            peer[kind] += by_chardet(data) == text
    for kind, count in all_.items():
        beside = f"{100 * peer[kind] / count:8.1f} % chardet" if arguments.peer else ""
        print(f"{kind:24}{count:6} files {100 * right[kind] / count:6.1f} %{beside}")
    for (kind, got), names in sorted(wrong.items(), key=lambda item: -len(item[1])):
        print(f"  {kind:22} as {got:16}{len(names):5}" + "".join(f"  {name};" for name in names[:arguments.show]))


def by_chardet(data):
    import chardet
    try:
        return data.decode(chardet.detect(data)["encoding"] or "ascii")
    except (LookupError, UnicodeDecodeError):
        return None


if __name__ == "__main__":
    main()
