"""Which language a file is read in."""

from migrator.codemod.languages.language import Language
from migrator.codemod.languages.notebook import frontend as notebook
from migrator.codemod.languages.python import frontend as python

_BY_SUFFIX: dict[str, Language] = {".ipynb": notebook}


def of(path: str) -> Language:
    """Return the language of a file by its name; a script without a suffix is Python."""
    for suffix, language in _BY_SUFFIX.items():
        if path.endswith(suffix):
            return language
    return python
