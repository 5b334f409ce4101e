"""From a user's choices to what decides about findings."""

from migrator.catalog import endpoints, qwen
from migrator.catalog.mapping import Mapping
from migrator.codemod.choices import Choices, selected
from migrator.codemod.engine import Settings
from migrator.codemod.rules import registry
from migrator.codemod.rules.rule import Desk


def settings_of(choices: Choices) -> Settings:
    """Return the settings of a run; raises CodemodError for a rule that does not exist."""
    base_url = choices.base_url or endpoints.default_base_url()
    desk = Desk(
        mapping=Mapping(choices.models),
        base_url=base_url.rstrip("/"),
        unsafe=bool(choices.unsafe),
    )
    return Settings(desk, selected(choices, registry.ids()), comments=bool(choices.comments))


def warnings_of(choices: Choices) -> tuple[str, ...]:
    """Return a word for each Qwen name among the choices that the catalog lacks."""
    return tuple(map(_unlisted, Mapping(choices.models).unknown_targets()))


def _unlisted(name: str) -> str:
    where = "is not in the catalog, whose source ends in “View more”"
    if qwen.is_prose_only(name):
        where = "stands in the introduction of Model Studio's page and in none of its lists"
    near = qwen.suggest(name)
    question = f"Did you mean {near}? " if near else ""
    return f"{name} {where}; it is used as it is. {question}`msmigrate models` lists the names."
