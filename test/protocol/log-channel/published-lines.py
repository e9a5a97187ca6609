"""Reads a JSON array of lines from stdin and writes what the published parser makes of each."""

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


print(json.dumps([told(line) for line in json.load(sys.stdin)]))
