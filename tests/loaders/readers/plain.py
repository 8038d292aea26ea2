"""Values as the lines have them, whatever types a library gave them, so that they can be compared."""

import datetime
import json
import sys


def of(value):
    """Dates as text, numbers that count as whole ones, everything else as it is."""
    if isinstance(value, dict):
        return {key: of(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [of(item) for item in value]
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.timezone.utc).replace(tzinfo=None) if value.tzinfo else value
        midnight = utc.time() == datetime.time()
        # A day is read as the beginning of a day by some libraries; only times have a zone.
        return utc.date().isoformat() if midnight and not value.tzinfo else utc.isoformat(timespec="milliseconds") + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return of(value.tolist())
    return value


def write(name, rows):
    """A line per row, and before them the name of what was read."""
    json.dump({"read": name}, sys.stdout)
    print()
    for row in rows:
        json.dump(of(row), sys.stdout)
        print()
