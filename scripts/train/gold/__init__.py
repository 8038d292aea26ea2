"""The annotated documents of data/textgold: what scripts/train/textgold.py does with them, a module a task."""
