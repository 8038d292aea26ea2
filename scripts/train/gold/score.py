"""Scores cleaned documents against the gold: kept blocks, dropped pieces, perfect documents and the F1 of words."""
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from .sets import Document
from .text import comparable, count_pieces, has_html, places, words

# A shorter piece that also arises where two kept blocks meet is a coincidence.
LONG = 60


@dataclass
class Share:
    """So many of so many."""

    hits: int = 0
    total: int = 0

    def add(self, other: "Share") -> None:
        self.hits += other.hits
        self.total += other.total

    @property
    def percent(self) -> float:
        return 100 * self.hits / self.total if self.total else 100.0


@dataclass
class Score:
    """How well one document was cleaned."""

    id: str
    language: str
    keep: Share
    drop: Share
    f1: float
    by_class: dict[str, Share] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_perfect(self) -> bool:
        return not self.lost and not self.left


class Gold:
    """The pieces of a document in comparable form."""

    def __init__(self, document: Document) -> None:
        self.format = document["format"]
        self.text = comparable(document["text"], self.format)
        self.title = comparable(document["title"] or "", self.format)
        self.keep = [block for block in map(self.comparable, document["keep"]) if block]
        drop = [(piece["class"], self.comparable(piece["text"])) for piece in document["drop"]]
        self.drop = [(name, text) for name, text in drop if text]
        self.keep_counts = Counter(self.keep)
        self.drop_counts = Counter(text for _, text in self.drop)
        self.across_blocks = self.pieces_across_blocks()

    def comparable(self, piece: str) -> str:
        return comparable(piece, self.format)

    def pieces_across_blocks(self) -> dict[str, int]:
        """Long drops that also arise where kept blocks meet (an article repeated on one line), with how often they do."""
        blocks = [self.title] * bool(self.title) + self.keep
        joined = " ".join(blocks)
        counts = {piece: len(places(joined, piece)) for piece in self.drop_counts if len(piece) > LONG}
        inside = {piece: sum(len(places(block, piece)) for block in blocks) for piece in counts}
        return {piece: count for piece, count in counts.items() if count > inside[piece]}

    def countable(self) -> list[str]:
        """Pieces that are counted by blanking out."""
        drop = [text for _, text in self.drop if text not in self.across_blocks]
        return self.keep + drop + [self.title] * bool(self.title)


def score(document: Document, cleaned: str) -> Score:
    """Compares the cleaned text of a document with its gold."""
    gold = Gold(document)
    rendered = gold.format == "html" and not has_html(cleaned)
    output = comparable(cleaned, "rendered" if rendered else gold.format)
    counts, _ = count_pieces(output, gold.countable())
    lost = lost_blocks(gold, counts)
    left = left_pieces(gold, output, counts, lost)
    has_title = bool(gold.title) and counts.get(gold.title, 0) > gold.keep_counts[gold.title]
    return Score(
        id=document["id"],
        language=document["lang"],
        keep=Share(len(gold.keep) - len(lost), len(gold.keep)),
        drop=Share(len(gold.drop) - len(left), len(gold.drop)),
        f1=f1_of_words(gold.keep, output, gold.title if has_title else ""),
        by_class=shares_by_class(gold, left),
        lost=lost,
        left=left,
    )


def lost_blocks(gold: Gold, counts: dict[str, int]) -> list[str]:
    """Kept blocks that the output no longer has; the same block can be wanted twice."""
    remaining = {block: counts[block] for block in gold.keep_counts}
    lost = []
    for block in gold.keep:
        if remaining[block] > 0:
            remaining[block] -= 1
        else:
            lost.append(block)
    return lost


def left_pieces(gold: Gold, output: str, counts: dict[str, int], lost: list[str]) -> list[tuple[str, str]]:
    """Pieces of boilerplate that are still there, each with its class."""
    in_text, _ = count_pieces(gold.text, gold.countable())
    surplus = {}
    for piece, wanted_gone in gold.drop_counts.items():
        if piece in gold.across_blocks:
            too_many = len(places(output, piece)) - gold.across_blocks[piece]
        else:
            too_many = counts[piece] - gold.keep_counts[piece] - allowance(gold, piece, in_text[piece], lost)
        surplus[piece] = min(wanted_gone, max(0, too_many))
    left = []
    for name, piece in gold.drop:
        if surplus[piece] > 0:
            surplus[piece] -= 1
            left.append((name, piece))
    return left


def allowance(gold: Gold, piece: str, in_text: int, lost: list[str]) -> int:
    """How often a piece may stay: as the title line, and as what remains of a damaged block (that block counts as lost)."""
    as_title = max(0, in_text - gold.keep_counts[piece] - gold.drop_counts[piece])
    return as_title + sum(len(places(block, piece)) for block in set(lost) if block != piece)


def shares_by_class(gold: Gold, left: list[tuple[str, str]]) -> dict[str, Share]:
    total, remaining = Counter(name for name, _ in gold.drop), Counter(name for name, _ in left)
    return {name: Share(number - remaining[name], number) for name, number in total.items()}


def f1_of_words(keep: list[str], output: str, title: str) -> float:
    """F1 of bags of words; the words of a title that the output has count neither way."""
    wanted = Counter(words(" ".join(keep)))
    found = Counter(words(output)) - Counter(words(title))
    both = (wanted & found).total()
    if not both:
        return 0.0
    precision, recall = both / found.total(), both / wanted.total()
    return 2 * precision * recall / (precision + recall)


def total(scores: list[Score]) -> tuple[Share, Share, Share, float]:
    """Keep, drop, perfect documents, and the mean F1 in percent."""
    keep, drop = Share(), Share()
    for one in scores:
        keep.add(one.keep)
        drop.add(one.drop)
    perfect = Share(sum(one.is_perfect for one in scores), len(scores))
    return keep, drop, perfect, 100 * sum(one.f1 for one in scores) / max(1, len(scores))


def drop_by_class(scores: list[Score]) -> dict[str, Share]:
    shares: dict[str, Share] = defaultdict(Share)
    for one in scores:
        for name, share in one.by_class.items():
            shares[name].add(share)
    return dict(sorted(shares.items()))
