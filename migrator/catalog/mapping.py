"""Which Qwen model a Claude model becomes, from `mapping.toml` and the user's own choices."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from migrator.catalog import qwen
from migrator.catalog.claude import NameKind, classify
from migrator.catalog.tables import table
from migrator.errors import UserError

_BY_TIER = frozenset({NameKind.ID, NameKind.UNDATED, NameKind.NEVER_ISSUED})
_GLOB = frozenset("*?[")
_NAME = re.compile(r"""[^\s"'`\\{}]+""")


class MappingError(UserError):
    """An override that cannot be read."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """The default mapping under `overrides`: pairs of a Claude name or glob, and a Qwen name."""

    overrides: tuple[tuple[str, str], ...] = ()

    def target(self, text: str, thinking: bool) -> str | None:
        """Return the Qwen name for the Claude name `text`, or None where there is none.

        An override that spells `text` exactly comes first, then the first glob that matches, then
        the tier. With `thinking`, a model that thinks is returned: if the override's own does not,
        one of its series. A model that the catalog lacks is returned as it stands.
        """
        chosen = self._override(text)
        if chosen is not None:
            return _thinking_model(chosen) if thinking else chosen
        name = classify(text)
        if name is None or name.tier is None or name.kind not in _BY_TIER:
            return None
        return str(table("mapping")["tiers"][name.tier]["thinking" if thinking else "plain"])

    def unknown_targets(self) -> tuple[str, ...]:
        """Return the Qwen names of the overrides that the catalog lacks, each once, in order."""
        names = dict.fromkeys(target for _, target in self.overrides)
        return tuple(name for name in names if qwen.find(name) is None)

    def _override(self, text: str) -> str | None:
        for source, target in self.overrides:
            if source == text:
                return target
        for source, target in self.overrides:
            if _GLOB & set(source) and fnmatchcase(text, source):
                return target
        return None


def parse_override(text: str) -> tuple[str, str]:
    """Return the Claude name or glob and the Qwen name of `CLAUDE=QWEN`.

    Raises `MappingError` when one of them is missing, and as `require_target` does.
    """
    source, equals, target = (part.strip() for part in text.partition("="))
    if not (source and equals and target):
        raise MappingError(
            f"The mapping '{text}' is not of the form CLAUDE=QWEN. "
            "Write the Claude name or a glob, an equals sign, and the name of a Qwen model."
        )
    require_target(target)
    return source, target


def require_target(name: str) -> None:
    """Raise `MappingError` where no model of Model Studio can have this name.

    The name of a Claude model is none, since what was rewritten to it would be rewritten again.
    """
    if classify(name) is not None:
        raise MappingError(
            f"{name!r} is the name of a Claude model, and Model Studio serves none. "
            "Write the name of a Qwen model; `msmigrate models` lists them."
        )
    if not (_NAME.fullmatch(name) and name.isprintable()):
        raise MappingError(
            f"{name!r} is no name of a model: one has no blanks, quotes, backslashes or braces. "
            "`msmigrate models` lists the names."
        )


def thinks(qwen_name: str) -> bool:
    """Tell whether the model takes `thinking`; one that the catalog lacks is trusted to."""
    model = qwen.find(qwen_name)
    return model is None or model.thinking


def tiers() -> tuple[str, ...]:
    """Return the names of the tiers, strongest first."""
    return tuple(table("mapping")["tiers"])


def _thinking_model(name: str) -> str | None:
    if thinks(name):
        return name
    return _of_same_series(name)


def _of_same_series(name: str) -> str | None:
    model = qwen.find(name)
    if model is None:
        return None
    of_tiers = {tier["thinking"] for tier in table("mapping")["tiers"].values()}
    able = [other for other in qwen.models() if other.series == model.series and other.thinking]
    preferred = [other for other in able if other.name in of_tiers]
    return next((other.name for other in [*preferred, *able]), None)
