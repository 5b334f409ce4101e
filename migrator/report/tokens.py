"""Where the token of a finding stands in the source line that is shown."""

from migrator.report.model import Item

_QUOTES = "\"'"


def token_span(item: Item) -> tuple[int, int]:
    """Find the token in the source line: 0-based offsets.

    A masked key is shorter than the key, so what follows it stands further left than its column.
    """
    place = item.place
    start = place.column - 1
    if place.end_line > place.line:
        return start, len(item.source)
    end = place.end_column - 1
    if item.source[start:end].strip(_QUOTES).endswith(item.token):
        return start, end
    found = item.source.rfind(item.token, 0, start + len(item.token))
    return (start, end) if found < 0 else (found, found + len(item.token))
