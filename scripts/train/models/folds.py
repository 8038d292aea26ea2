"""Which pages belong together: those of one host, so that no site is learned by heart. Not for: reading pages (align.py)."""
import hashlib
from urllib.parse import urlparse


def host_of(gold):
    return urlparse(gold.get("url") or "").netloc or str(gold["id"])


def fold_of(host, folds, salt=""):
    return int(hashlib.sha1((salt + host).encode()).hexdigest(), 16) % folds
