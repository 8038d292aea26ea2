#!/usr/bin/env python3
"""Writes the samples in data/samples/ that an editor cannot: a WARC of gzip members, a Zstandard file, a page in windows-1250.

Needs Python 3 and the zstd command. The result is the same on every run; what it writes is committed.
"""

import gzip
import subprocess
import uuid
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data" / "samples"

CZECH_PAGE = """<!DOCTYPE html>
<html lang="cs">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">
<title>Most přes Zelenku se otevře o týden dřív - Poříčské listy</title>
</head>
<body>
<div id="menu"><a href="/">Úvod</a> | <a href="/zpravy">Zprávy</a> | <a href="/kultura">Kultura</a> | <a href="/kontakt">Kontakt</a></div>
<div id="obsah">
<h1>Most přes Zelenku se otevře o týden dřív</h1>
<p class="datum">12. dubna 2025</p>
<p>Nový most přes říčku Zelenku se otevře už v pondělí, o týden dříve, než stavbaři slibovali. Řidiči tak přestanou jezdit
objížďkou přes Dolní Lhotu, která jim celou zimu přidávala čtvrt hodiny cesty.</p>
<p>Starý kamenný most neunesl těžší vozy a loni na podzim ho musela radnice úplně zavřít. Dělníci z něj zachovali dva krajní
oblouky, které teď slouží pěším. „Škoda by bylo zbourat něco, co tu stálo dvě stě let,“ řekla starostka Ludmila Žáčková.</p>
<p>Slavnostní otevření začne v deset hodin dopoledne. Zahraje dechovka a hasiči předvedou, že most unese i jejich největší
cisternu.</p>
<p class="sdilet"><a href="#">Sdílet na Facebooku</a> <a href="#">Vytisknout</a></p>
</div>
<div id="paticka">© 2025 Poříčské listy. Všechna práva vyhrazena.</div>
</body>
</html>
"""

RUSSIAN_NOTE = """Музей чайников переехал в здание старого вокзала

21 января 2025

Музей чайников, который десять лет ютился в подвале городской библиотеки,
получил собственный дом. Теперь коллекция занимает весь первый этаж бывшего
вокзала, закрытого после того, как поезда пустили в обход города.

Основатель музея, учитель физики Герман Лосев, начал собирать чайники ещё
студентом. Сейчас их больше тысячи: медные, фарфоровые, электрические и один
вырезанный из цельного куска льда, который хранится в морозильной камере.

Читайте также: В старом депо откроют каток

Вход в музей свободный, но посетителей просят приносить с собой заварку. По
субботам здесь поят чаем всех, кто пришёл.

Подписывайтесь на наш канал в Telegram
"""

GARDEN_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Moss on a north wall</title></head><body>
<nav><a href="/">Home</a> <a href="/ferns">Ferns</a> <a href="/moss">Moss</a></nav>
<article><h1>Moss on a north wall</h1>
<p>A north wall in a wet county will grow moss by itself, given ten years. To have it sooner, brush the stones with sour
buttermilk in early spring and keep them damp until the first green shows.</p>
<p>Do not scrub. Most walls that fail were cleaned too well: moss holds on to the dust that rain leaves in the pores of the
stone, and a polished surface gives it nothing to hold.</p></article>
<div class="comments"><h3>3 comments</h3><a href="#respond">Leave a reply</a></div>
<footer>Powered by a very small server. © 2025</footer></body></html>
"""

ITALIAN_PAGE = """<!DOCTYPE html><html lang="it"><head><meta charset="iso-8859-1"><title>La scuola di liuteria compie cent'anni</title></head><body>
<ul class="nav"><li><a href="/">Prima pagina</a></li><li><a href="/cronaca">Cronaca</a></li></ul>
<div class="articolo"><h1>La scuola di liuteria compie cent'anni</h1>
<p>La scuola di liuteria di Valdombra ha festeggiato sabato il suo centenario con un concerto nel cortile. Gli strumenti erano
tutti costruiti dagli allievi, dal violino più piccolo al contrabbasso che nessuno riusciva a far passare dalla porta.</p>
<p>«Qui si impara prima ad ascoltare il legno e poi a tagliarlo», ha detto la direttrice. Ogni anno i posti sono dodici e le
domande più di duecento.</p>
<p>Leggi anche: <a href="/cronaca/campane">Le campane del duomo tornano a suonare</a></p></div>
<div class="cookie">Questo sito utilizza i cookie. <a href="#">Accetta</a></div></body></html>
"""


def warc_record(kind, body, content_type, url=None):
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {url}")
    head = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{name}>", "WARC-Date: 2025-05-20T12:00:00Z"]
    if url:
        head.append(f"WARC-Target-URI: {url}")
    head += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    record = "\r\n".join(head).encode() + b"\r\n\r\n" + body + b"\r\n\r\n"
    return gzip.compress(record, compresslevel=9, mtime=0)


def response(url, body, content_type):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return warc_record("response", head.encode() + body, "application/http; msgtype=response", url)


def warc():
    garden, school = "https://fern-and-moss.example/north-wall", "https://eco-valdombra.example/cronaca/liuteria"
    request = b"GET /north-wall HTTP/1.1\r\nHost: fern-and-moss.example\r\n\r\n"
    return b"".join([
        warc_record("warcinfo", b"software: hand-made sample\r\nformat: WARC File Format 1.0\r\n", "application/warc-fields"),
        warc_record("request", request, "application/http; msgtype=request", garden),
        response(garden, GARDEN_PAGE.encode(), "text/html; charset=utf-8"),
        response(school, ITALIAN_PAGE.encode("iso-8859-1"), "text/html"),
    ])


def main():
    (DATA / "most.html").write_bytes(CZECH_PAGE.encode("cp1250"))
    (DATA / "crawl.warc.gz").write_bytes(warc())
    packed = subprocess.run(["zstd", "-19", "-c"], input=RUSSIAN_NOTE.encode(), capture_output=True, check=True)
    (DATA / "chajniki.txt.zst").write_bytes(packed.stdout)


if __name__ == "__main__":
    main()
