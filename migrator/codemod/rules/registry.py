"""All the rules, by id and by the site that they judge."""

from functools import cache
from importlib import import_module

from migrator.codemod.rules.rule import Rule

_IDS = (
    *("ms101", "ms102", "ms103", "ms104", "ms105", "ms106"),
    *("ms201", "ms202", "ms203", "ms204", "ms205", "ms206", "ms207", "ms208", "ms209"),
    *("ms301", "ms302", "ms303"),
    *("ms401", "ms402", "ms403", "ms404", "ms405", "ms406", "ms407"),
    "ms901",
)


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, sorted by id."""
    modules = (import_module(f"migrator.codemod.rules.{name}") for name in _IDS)
    found: list[Rule] = [module.RULE for module in modules]
    return tuple(sorted(found, key=lambda rule: rule.id))


def by_site(site: type) -> tuple[Rule, ...]:
    """Return the rules that judge sites of this type, sorted by id."""
    return _by_site().get(site, ())


@cache
def ids() -> tuple[str, ...]:
    """Return the ids of all the rules, sorted."""
    return tuple(rule.id for rule in rules())


@cache
def _by_site() -> dict[type, tuple[Rule, ...]]:
    judged = {site for rule in rules() for site in rule.sites}
    return {site: tuple(rule for rule in rules() if site in rule.sites) for site in judged}
