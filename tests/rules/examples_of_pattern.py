"""Texts that a pattern matches: each alternative of it once, so that two rules can be asked whether they agree."""
import re
import warnings

try:
    from re import _parser as parser
except ImportError:  # Python < 3.11
    import sre_parse as parser

# What stands for a character class: the first of these that the class has.
LETTERS = "a1-./_Z x,=%"


def one_of(items):
    """A character of a set."""
    return next((letter for letter in LETTERS if fits(items, letter)), None) or chr(next(
        (argument if kind is parser.LITERAL else argument[0]) for kind, argument in items if kind in (parser.LITERAL, parser.RANGE)))


def fits(items, letter):
    negated = bool(items) and items[0][0] is parser.NEGATE
    return negated != any(has(item, letter) for item in items if item[0] is not parser.NEGATE)


def has(item, letter):
    kind, argument = item
    if kind is parser.LITERAL:
        return argument == ord(letter)
    if kind is parser.RANGE:
        return argument[0] <= ord(letter) <= argument[1]
    classes = {parser.CATEGORY_DIGIT: r"\d", parser.CATEGORY_WORD: r"\w", parser.CATEGORY_SPACE: r"\s",
               parser.CATEGORY_NOT_DIGIT: r"\D", parser.CATEGORY_NOT_WORD: r"\W", parser.CATEGORY_NOT_SPACE: r"\S"}
    return re.match(classes[argument], letter) is not None


def alternatives(node):
    """Texts for one node of a parsed pattern; look-arounds and anchors are left out, so a text may not match after all."""
    kind, argument = node
    if kind is parser.LITERAL:
        return [chr(argument)]
    if kind is parser.NOT_LITERAL:
        return ["a" if argument != ord("a") else "b"]
    if kind is parser.ANY:
        return ["a"]
    if kind is parser.IN:
        return [one_of(argument)]
    if kind is parser.SUBPATTERN:
        return sequence(argument[-1])
    if kind is parser.BRANCH:
        return [text for branch in argument[1] for text in sequence(branch)]
    if kind.name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, inner = argument
        texts = [text * max(least, 1) for text in sequence(inner)] if most else []
        return ([""] if least == 0 else []) + texts
    return [""]


def sequence(nodes):
    """Texts for nodes one behind the other: each alternative of each once, the first of the others beside it."""
    choices = [alternatives(node) for node in nodes]
    first = [choice[0] for choice in choices]
    texts = ["".join(first)]
    for place, choice in enumerate(choices):
        texts += ["".join(first[:place] + [text] + first[place + 1:]) for text in choice[1:]]
    return texts


def examples(pattern):
    """Texts that `pattern` (PCRE2, as far as Python reads it) matches."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pattern = pattern.replace("(?i)", "")
        compiled = re.compile(pattern)
        return sorted({text for text in sequence(parser.parse(pattern)) if compiled.search(text)})
