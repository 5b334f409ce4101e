"""Which parameter a default is of."""

import ast


def parameter_of(default: ast.AST, arguments: ast.arguments) -> ast.arg | None:
    """Return the parameter that has this default; None where it is none of these."""
    if default in arguments.defaults:
        positional = [*arguments.posonlyargs, *arguments.args]
        return positional[arguments.defaults.index(default) - len(arguments.defaults)]
    if default in arguments.kw_defaults:
        return arguments.kwonlyargs[arguments.kw_defaults.index(default)]
    return None


def annotation_of(default: ast.AST, arguments: ast.arguments) -> ast.expr | None:
    """Return the annotation of the parameter that has this default, or None."""
    parameter = parameter_of(default, arguments)
    return None if parameter is None else parameter.annotation
