"""Writes what the published parser makes of the lines and paths that it reads as JSON from stdin."""

import importlib.util
import json
import sys

spec = importlib.util.spec_from_file_location("published_parser", sys.argv[1])
parser = importlib.util.module_from_spec(spec)
sys.modules["published_parser"] = parser
spec.loader.exec_module(parser)


def told(line):
    try:
        event = parser.parse_log_line(line)
    except Exception as error:
        return {"type": "raised", "error": type(error).__name__}
    name = type(event).__name__
    fields = {key: value for key, value in vars(event).items() if value is not None}
    if name == "DomainMessageEvent":
        fields["data"] = json.dumps(event.data)
    return {"type": name, **fields}


def placed(path, workdir):
    try:
        absolute = parser.validate_deliverable_path(path, workdir)
    except ValueError:
        return [None, None]
    try:
        return [absolute, parser.relativize_deliverable_path(absolute, workdir)]
    except ValueError:
        return [absolute, None]


given = json.load(sys.stdin)
lines = [told(line) for line in given.get("lines", [])]
places = [placed(path, workdir) for path, workdir in given.get("paths", [])]
print(json.dumps({"lines": lines, "places": places}))
