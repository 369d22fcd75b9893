"""Files of JSON lines that a server or a program is still writing."""
import json


def whole_lines(path):
    """Those that have an end: a reader may come between the bytes of one."""
    return path.read_text().split("\n")[:-1]


def json_lines(path):
    return [json.loads(line) for line in whole_lines(path)]
