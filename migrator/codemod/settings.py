"""From a user's choices to what decides about findings."""

from migrator.catalog import endpoints
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
    """Return a sentence for each Qwen name among the choices that the catalog lacks."""
    return tuple(
        f"{name} is not in the catalog, whose source ends in “View more”; it is used as it is. "
        "`msmigrate models` lists the known names."
        for name in Mapping(choices.models).unknown_targets()
    )
