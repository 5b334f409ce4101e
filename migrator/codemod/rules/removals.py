"""What the rules that take something out of a request have in common."""

from migrator.catalog.fields import Verdict, request_field
from migrator.codemod.findings import Finding, Remove
from migrator.codemod.rules.rule import Rule
from migrator.codemod.sites import ANTHROPIC, Field, Routes
from migrator.secret import mask

HEADER_FIELD = "betas"  # a field of the SDK that is sent as a header
THREAD = "thread"  # with False, an option of the SDK: the history is sent whole


def is_unsupported(field: Field) -> bool:
    """Return whether the page says that the request field is not supported."""
    known = request_field(field.name)
    return known is not None and known.verdict is Verdict.UNSUPPORTED


def obstacle(field: Field, routes: Routes = frozenset()) -> str | None:
    """Return in a clause why taking `field` out would do harm; None where it can go.

    `routes` are those of the request that carries it.
    """
    if field.value.effects:
        return "its value awaits, yields or assigns something"
    others = sorted((field.routes | routes) - {ANTHROPIC})
    if others:
        return f"it can also go elsewhere ({', '.join(others)})"
    if field.obstacle is not None:
        return field.obstacle.rstrip(".")
    if field.removal is None:
        return "it cannot be cut out alone"
    return None


def reaches_anthropic(field: Field, routes: Routes = frozenset({ANTHROPIC})) -> bool:
    """Return whether `field` can reach the Anthropic API in a request with `routes`."""
    return ANTHROPIC in field.routes and (not routes or ANTHROPIC in routes)


def goes(field: Field, routes: Routes = frozenset()) -> bool:
    """Return whether a rule takes `field` out of a request with `routes`."""
    return is_unsupported(field) and obstacle(field, routes) is None


def answer(
    rule: Rule,
    field: Field,
    message: str,
    advice: str,
    *,
    by_hand: str,
    routes: Routes = frozenset(),
) -> Finding:
    """Return the removal of `field`, or a flag where it would do harm.

    `message` says why it goes, `advice` what to do after the removal, `by_hand` what to do where
    the field stays.
    """
    hindrance = obstacle(field, routes)
    if hindrance is not None or field.removal is None:
        return rule.flag(
            field.span, field.name, f"{message} It stays here because {hindrance}.", by_hand
        )
    return rule.edit(
        field.span,
        field.name,
        message + _side_effects(field),
        advice,
        intent=Remove(field.removal),
        before=field.name,
    )


def _side_effects(field: Field) -> str:
    """Return further sentences on what goes with the field, each after a space."""
    sentences = []
    if field.absorbs:
        inside = ", ".join(f"`{mask(token)}`" for token in field.absorbs)
        sentences.append(f" What stands inside it goes too: {inside}.")
    if field.value.calls:
        sentences.append(" The call in its value is no longer made.")
    return "".join(sentences)
