"""What the user can mend, in one sentence."""


class Problem(Exception):
    pass
