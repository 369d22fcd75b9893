"""Puts mutants into C++ sources: each a small fault of the kind that programmers make, all in one program, of which one is chosen as it runs.

`a < b` becomes `(::mutants::Is(7) ? a <= b : ::mutants::Is(8) ? a >= b : a < b)`, and a statement `if (!::mutants::Is(9)) statement`.
libclang says where expressions begin and end. What must be constant as the program is compiled stays as it is; orders of atomic
operations do, too, because no test on one processor tells them apart.
"""
import dataclasses
import pathlib
import re

from clang.cindex import CursorKind as Kind
from clang.cindex import Index, TypeKind

OTHERS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"), "==": ("!=",), "!=": ("==",), "&&": ("||",), "||": ("&&",),
          "+": ("-",), "-": ("+",), "*": ("/",), "/": ("*",), "%": ("*",), "<<": (">>",), ">>": ("<<",), "&": ("|",), "|": ("&",),
          "+=": ("-=",), "-=": ("+=",), "|=": ("&=",), "&=": ("|=",), "*=": ("/=",)}
RELATIONS = {"<", "<=", ">", ">=", "==", "!="}
FUNCTIONS = (Kind.FUNCTION_DECL, Kind.CXX_METHOD, Kind.CONSTRUCTOR, Kind.FUNCTION_TEMPLATE, Kind.CONVERSION_FUNCTION)
# Of these, a mutant of the other order of arguments is none.
SYMMETRIC = {"min", "max", "EqualsIgnoreCase"}
# How often a word is tried again that others change at the same moment: any number but none will do.
ANY_NUMBER = {"kMaxTries"}
STEPS = {"++": "--", "--": "++"}


@dataclasses.dataclass
class Mutant:
    file: str  # below mod_errwatch
    line: int
    text: str  # the line's
    what: str  # what became what, and of several that read the same which
    number: int = 0

    def key(self):
        return self.file, self.text, self.what


@dataclasses.dataclass
class Place:
    """A range of a source with what may stand in its place."""
    start: int
    end: int
    others: list = dataclasses.field(default_factory=list)  # (replacement, what); of a statement: (None, what)
    statement: bool = False
    as_bool: bool = False  # asked for yes or no only, whatever its type


def blank(text):
    return re.sub(r"\s+", " ", text).strip()


class Source:
    def __init__(self, root, name):
        self.name, self.path = name, root / name
        self.bytes = self.path.read_bytes()
        self.places, self.around = {}, []
        unit = Index.create().parse(str(self.path), ["-xc++", "-std=c++20", f"-I{root}"])
        errors = [str(said) for said in unit.diagnostics if said.severity >= 3]
        if errors:
            raise ValueError(f"{name} cannot be read: {errors[0]}")
        self.look_for_functions(unit.cursor)

    def text(self, start, end):
        return self.bytes[start:end].decode()

    def here(self, cursor):
        return cursor.extent.start.file is not None and pathlib.Path(cursor.extent.start.file.name) == self.path

    @staticmethod
    def span(cursor):
        return cursor.extent.start.offset, cursor.extent.end.offset

    def add(self, cursor, replacement, what, statement=False):
        start, end = self.span(cursor)
        place = self.places.setdefault((start, end, statement), Place(start, end, [], statement))
        if all(what != known for _, known in place.others):
            place.others.append((replacement, what))
        return place

    def look_for_functions(self, cursor):
        for child in cursor.get_children():
            if child.kind == Kind.NAMESPACE or (self.here(child) and child.kind in (Kind.STRUCT_DECL, Kind.CLASS_DECL, Kind.CLASS_TEMPLATE)):
                self.look_for_functions(child)
            elif self.here(child) and child.kind in FUNCTIONS and child.is_definition():
                for part in child.get_children():
                    if part.kind == Kind.COMPOUND_STMT or part.kind.is_expression():
                        self.visit(part, child, child)
            elif self.here(child) and child.kind == Kind.FIELD_DECL:
                for part in child.get_children():
                    # not bounds and arguments of its type, which stand before its name, nor a number of bits
                    if part.kind.is_expression() and part.extent.start.offset > child.location.offset and self.before(part) not in ("[", ":"):
                        self.visit(part, child, child)

    def before(self, cursor):
        """The last character before it."""
        return self.text(0, cursor.extent.start.offset).rstrip()[-1:]

    def visit(self, cursor, parent, function):
        if self.here(cursor):
            self.around.append(cursor)
            self.look_at(cursor, parent, function)
            self.around.pop()

    def look_at(self, cursor, parent, function):
        kind = cursor.kind
        if kind == Kind.VAR_DECL and re.search(r"\b(constexpr|static)\b", self.text(*self.span(cursor)).split("=")[0]):
            return
        if kind in (Kind.STATIC_ASSERT, Kind.DECL_REF_EXPR, Kind.MEMBER_REF_EXPR) and kind != Kind.MEMBER_REF_EXPR:
            self.constant(cursor, parent)
            return
        if kind == Kind.INTEGER_LITERAL:
            self.number(cursor, parent)
        elif kind == Kind.CXX_BOOL_LITERAL_EXPR:
            old = self.text(*self.span(cursor))
            new = {"true": "false", "false": "true"}.get(old)
            if new:
                self.add(cursor, new, f"{old} -> {new}")
        elif kind in (Kind.BINARY_OPERATOR, Kind.COMPOUND_ASSIGNMENT_OPERATOR):
            self.operator(cursor)
        elif kind == Kind.CALL_EXPR:
            self.call(cursor)
        elif kind == Kind.UNARY_OPERATOR:
            self.step(cursor)
        self.condition(cursor, parent, function)
        self.removal(cursor, parent, function)
        children = list(cursor.get_children())
        if kind == Kind.CASE_STMT:
            children = children[1:]
        if kind == Kind.VAR_DECL:  # arguments of its type stand before its name
            children = [child for child in children if child.extent.start.offset > cursor.location.offset]
        if kind == Kind.FOR_STMT and any(self.is_any_number(child) for child in children[1:2]):
            children = [children[1], children[-1]]
        if kind == Kind.IF_STMT and re.match(r"if\s+constexpr", self.text(*self.span(cursor))):
            children = children[1:]
        for child in children:
            self.visit(child, cursor, function)

    def number(self, cursor, parent):
        old = self.text(*self.span(cursor))
        if parent.kind in (Kind.VAR_DECL, Kind.FIELD_DECL) and self.before(cursor) in ("[", "<"):
            return
        value = re.match(r"(0[xX][0-9a-fA-F']+|[0-9']+)([uUlLzZ]*)$", old)
        if value is None or self.before(cursor) == "<" and parent.kind not in (Kind.BINARY_OPERATOR, Kind.CALL_EXPR):
            return
        amount, suffix = int(value[1].replace("'", ""), 0), value[2]
        for other in (amount + 1, amount - 1) if amount > 0 else (1,):
            self.add(cursor, f"{other}{suffix}", f"{old} -> {other}{suffix}{self.within(old)}")

    def constant(self, cursor, parent):
        """A named one, by one more."""
        if cursor.kind != Kind.DECL_REF_EXPR or cursor.referenced is None or cursor.referenced.kind != Kind.VAR_DECL:
            return
        name = self.text(*self.span(cursor))
        type_kind = cursor.type.get_canonical().kind
        if not re.fullmatch(r"k[A-Z]\w*", name) or name in ANY_NUMBER or type_kind == TypeKind.BOOL or not self.integral(cursor) or self.before(cursor) in ("[", "<"):
            return
        self.add(cursor, f"static_cast<std::remove_cvref_t<decltype({name})>>({name} + 1)", f"{name} -> {name} + 1{self.within(name)}")

    def is_any_number(self, condition):
        return any(re.search(rf"< {name}\b", self.text(*self.span(condition))) for name in ANY_NUMBER)

    def within(self, text):
        """The expression or variable that it is a part of: the same number may stand in a line twice."""
        for cursor in reversed(self.around):
            whole = blank(self.text(*self.span(cursor)))
            if whole != text and len(whole) <= 100:
                return f" in {whole}"
        return ""

    @staticmethod
    def integral(cursor):
        kind = cursor.type.get_canonical().kind
        return TypeKind.BOOL.value <= kind.value <= TypeKind.INT128.value

    def operator(self, cursor):
        children = list(cursor.get_children())
        if len(children) != 2:
            return
        left, right = children
        between = self.text(left.extent.end.offset, right.extent.start.offset)
        found = re.fullmatch(r"[\s)]*([<>=!&|+*/%^-]+)[\s(]*", between)
        if found is None or found[1] not in OTHERS:
            return
        old = found[1]
        if old not in RELATIONS | {"&&", "||"} and not (self.integral(left) and self.integral(right)):
            return
        self.replaced(cursor, left, right, between, old)

    def replaced(self, cursor, left, right, between, old):
        start, end = self.span(cursor)
        for new in OTHERS[old]:
            if new == "<=" and self.text(*self.span(right)) in ANY_NUMBER:
                continue
            text = f"({self.text(start, left.extent.end.offset)}){between.replace(old, new, 1)}({self.text(right.extent.start.offset, end)})"
            self.add(cursor, text, f"{blank(self.text(start, end))} -> {new}")

    def step(self, cursor):
        text = self.text(*self.span(cursor))
        for old, new in STEPS.items():
            if text.startswith(old) or text.endswith(old):
                self.add(cursor, text.replace(old, new), f"{text} -> {new}")

    def call(self, cursor):
        arguments = [argument for argument in cursor.get_arguments() if argument is not None]
        if cursor.spelling.startswith("operator"):
            old = cursor.spelling.removeprefix("operator").strip()
            if old in RELATIONS and len(arguments) == 2 and self.span(arguments[0])[1] <= self.span(arguments[1])[0]:
                between = self.text(arguments[0].extent.end.offset, arguments[1].extent.start.offset)
                if old in between:
                    self.replaced(cursor, *arguments, between, old)
            return
        if cursor.spelling in SYMMETRIC or not self.text(*self.span(cursor)).endswith(")"):
            return
        taken = [self.taken(parameter.type) for parameter in cursor.referenced.get_arguments()] if cursor.referenced is not None else []
        for index, (left, right) in enumerate(zip(arguments, arguments[1:])):
            if index + 1 < len(taken) and taken[index] != taken[index + 1]:
                continue
            (start, left_end), (right_start, end) = self.span(left), self.span(right)
            one, other = self.text(start, left_end), self.text(right_start, end)
            if left.type.get_canonical().spelling.removeprefix("const ") != right.type.get_canonical().spelling.removeprefix("const ") or one == other:
                continue
            if not self.here(left) or not self.here(right) or "memory_order" in one + other or not left_end < right_start or not one or not other:
                continue
            whole_start, whole_end = self.span(cursor)
            text = self.text(whole_start, start) + other + self.text(left_end, right_start) + one + self.text(end, whole_end)
            self.add(cursor, text, f"{cursor.spelling}: {blank(one)} <-> {blank(other)}")

    @staticmethod
    def taken(parameter):
        """How an argument is: what is to be written to cannot be swapped with what is read."""
        kind, pointee = parameter.get_canonical().kind, parameter.get_canonical().get_pointee()
        return kind in (TypeKind.POINTER, TypeKind.LVALUEREFERENCE) and not pointee.is_const_qualified()

    def condition(self, cursor, parent, function):
        """One that is a name or a call, negated; of relations, their operator is another mutant already."""
        if not cursor.kind.is_expression() or parent.kind == Kind.CXX_BOOL_LITERAL_EXPR:
            return
        children = list(parent.get_children())
        asks = parent.kind in (Kind.IF_STMT, Kind.WHILE_STMT, Kind.CONDITIONAL_OPERATOR) and children and children[0] == cursor
        is_bool = cursor.type.get_canonical().kind == TypeKind.BOOL
        if parent.kind == Kind.IF_STMT and re.match(r"if\s+constexpr", self.text(*self.span(parent))):
            return
        if not asks and not (is_bool and parent.kind in (Kind.BINARY_OPERATOR, Kind.RETURN_STMT, Kind.VAR_DECL, Kind.UNARY_OPERATOR)):
            return
        text = self.text(*self.span(cursor))
        if cursor.kind in (Kind.BINARY_OPERATOR, Kind.CXX_BOOL_LITERAL_EXPR) or (cursor.kind == Kind.CALL_EXPR and cursor.spelling.removeprefix("operator") in RELATIONS):
            return
        if parent.kind == Kind.BINARY_OPERATOR and re.search(r"[^=!<>]=[^=]", self.text(children[0].extent.end.offset, children[1].extent.start.offset) + " "):
            return
        if cursor.kind == Kind.UNARY_OPERATOR and text.startswith("!"):
            return  # what it negates is negated
        self.add(cursor, f"!({text})", f"{blank(text)} -> !").as_bool = True

    def removal(self, cursor, parent, function):
        if parent.kind not in (Kind.COMPOUND_STMT, Kind.IF_STMT, Kind.FOR_STMT, Kind.WHILE_STMT, Kind.CASE_STMT, Kind.DEFAULT_STMT, Kind.CXX_FOR_RANGE_STMT):
            return
        children = list(parent.get_children())
        if parent.kind == Kind.IF_STMT and cursor == children[0]:
            return
        if parent.kind in (Kind.FOR_STMT, Kind.WHILE_STMT, Kind.CXX_FOR_RANGE_STMT, Kind.CASE_STMT) and cursor != children[-1]:
            return
        start, end = self.span(cursor)
        text = self.text(start, end)
        if cursor.kind == Kind.RETURN_STMT:
            if function.result_type.kind != TypeKind.VOID or self.in_lambda(start, function):
                return
        elif cursor.kind not in (Kind.CALL_EXPR, Kind.UNEXPOSED_EXPR, Kind.BINARY_OPERATOR, Kind.COMPOUND_ASSIGNMENT_OPERATOR, Kind.UNARY_OPERATOR,
                                 Kind.CONDITIONAL_OPERATOR, Kind.BREAK_STMT, Kind.CONTINUE_STMT):
            return
        if self.text(end, end + 200).lstrip()[:1] == ";":
            self.add(cursor, None, f"removed: {blank(text)}", statement=True)

    def in_lambda(self, offset, function):
        found = []

        def walk(cursor):
            for child in cursor.get_children():
                if child.kind == Kind.LAMBDA_EXPR:
                    found.append(self.span(child))
                walk(child)
        walk(function)
        return any(start <= offset < end for start, end in found)

    def mutated(self, first):
        """(text with all mutants, the mutants numbered from `first` on)"""
        mutants, seen = [], {}
        places = sorted(self.places.values(), key=lambda place: (place.start, -place.end, not place.statement))

        def number(place, what):
            line = self.bytes.count(b"\n", 0, place.start) + 1
            text = self.text(0, len(self.bytes)).splitlines()[line - 1].strip()
            alike = seen[text, what] = seen.get((text, what), 0) + 1
            mutants.append(Mutant(self.name, line, text, what if alike == 1 else f"{what} ({alike})", first + len(mutants)))
            return mutants[-1].number

        def render(start, end, inside):
            text, at, index = "", start, 0
            while index < len(inside):
                place = inside[index]
                index += 1
                nested = []
                while index < len(inside) and inside[index].start < place.end:
                    nested.append(inside[index])
                    index += 1
                text += self.text(at, place.start)
                numbers = [(number(place, what), other) for other, what in place.others]
                own = render(place.start, place.end, nested)
                if place.statement:
                    semicolon = self.text(place.end, len(self.bytes)).index(";") + place.end
                    text += f"{{ if (!::mutants::Is({numbers[0][0]})) {own}; }}"
                    at = semicolon + 1
                else:
                    cast = "static_cast<bool>" if place.as_bool else ""
                    text += "(" + "".join(f"::mutants::Is({one}) ? {cast}({other}) : " for one, other in numbers) + f"{cast}({own}))"
                    at = place.end
            return text + self.text(at, end)

        return render(0, len(self.bytes), places), mutants
