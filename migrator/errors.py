"""What a user can mend: the base of every room's own exception."""

from typing import ClassVar


class UserError(Exception):
    """Something that the user can mend; the message says what happened, where, and what to do.

    Each room derives one class of its own. `exit_code` is the status that the command ends with
    when the error reaches it: 2 for wrong use or something that could not be done.
    """

    exit_code: ClassVar[int] = 2
