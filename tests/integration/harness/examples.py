"""conf/examples: configurations of other programs, as they are shipped, for a test's own places."""
from . import paths

DIRECTORY = paths.CONF / "examples"


def adapted(name, changes):
    """The text of an example, with each of `changes`, old text to new, made everywhere; one that it does not have fails the test."""
    text = (DIRECTORY / name).read_text()
    for old, new in changes.items():
        assert old in text, f"{name} has no {old}"
        text = text.replace(old, str(new))
    return text
