"""Which facts can matter to another file."""

from collections.abc import Iterable, Mapping
from functools import cache

from migrator.catalog import claude, endpoints, fields
from migrator.catalog import sdk as catalog
from migrator.codemod.languages.python.facts import Facts
from migrator.codemod.languages.python.values import (
    Path,
    RemoteMap,
    Shape,
    Shapes,
    Text,
)


def holds_interest(facts: Facts) -> bool:
    """Whether a file hands out something that decides findings: a client, a name, a sender."""
    if any(function.sends for function in facts.functions.values()):
        return True
    tables: list[Iterable[Shapes]] = [facts.exports.values(), facts.items.values()]
    tables += [each.members.values() for each in facts.classes.values()]
    tables += [each.entries.values() for each in facts.maps.values()]
    tables.append(function.returns for function in facts.functions.values())
    return any(_is_telling(shape) for table in tables for shapes in table for shape in shapes)


def _is_telling(shape: Shape) -> bool:
    match shape:
        case Path(dotted):
            return "()" in dotted and catalog.route(dotted) is not None
        case Text(value):
            return claude.classify(value) is not None or value.startswith(
                endpoints.anthropic_origin()
            )
        case _:
            return False


def matters(facts: Mapping[str, Facts], shape: Shape) -> bool:
    """Whether what is given to a parameter can change what is said of the function's file."""
    match shape:
        case Path(dotted):
            return catalog.route(dotted) is not None
        case Text():
            return _is_telling(shape)
        case RemoteMap(at):
            known = facts[at.file].maps.get(at.start) if at.file in facts else None
            return known is not None and not _request_words().isdisjoint(known.entries)
        case _:
            return True


@cache
def _request_words() -> frozenset[str]:
    return fields.request_field_names() | {"type", "role"}
