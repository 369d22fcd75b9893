"""What was measured, as tables in markdown."""
import statistics


def _median(found, part, figure):
    return round(statistics.median(getattr(one, part)[figure] for one in found))


def _cell(guard, found):
    """Before the first refusal and, where that is not the same, in all."""
    if not found:
        return "?"
    sent, answered, before = (_median(found, "attack", figure) for figure in ("sent", "answered", "before"))
    if guard.name == "bare":
        return str(sent)
    if answered == sent:
        return f"all {sent}" + (", shut after that" if any(one.shut for one in found) else "")
    return f"{before} of {sent}" if answered == before else f"{before}, in all {answered} of {sent}"


def _rows(rows):
    head, *body = rows
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *body])


def _of(found, tool, guard):
    return [one for one in found if (one.tool, one.guard) == (tool.name, guard.name)]


def markdown(tools, guards, found):
    guards = [guard for guard in guards if any(one.guard == guard.name for one in found)]
    tools = [tool for tool in tools if any(one.tool == tool.name for one in found)]
    attacks = [["tool", "what", *(guard.title for guard in guards)]]
    for tool in tools:
        attacks.append([f"`{tool.name}`", tool.what, *(_cell(guard, _of(found, tool, guard)) for guard in guards)])
    visits = [["guard", "requests of the visitor", "refused", "beside"]]
    for guard in guards:
        visit = [one for one in found if one.guard == guard.name]
        refused = [(one.tool, one.visit["sent"] - one.visit["answered"]) for one in visit]
        beside = ", ".join(sorted({f"`{tool}`" for tool, count in refused if count}))
        visits.append([guard.title, str(sum(one.visit["sent"] for one in visit)), str(sum(count for _, count in refused)), beside or "-"])
    return f"{_rows(attacks)}\n\n{_rows(visits)}"
