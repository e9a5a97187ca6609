"""Imports three sales files and reports each step as a call, where CAUSEWAY_URL says to whom.

`CAUSEWAY_URL=$(npx causeway open-run) python3 examples/event-road/import_sales.py`
"""

import csv
import io
import pathlib
import sys

# In a project of your own: copy the one file, or install the package in python/.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / 'python' / 'src'))
from causeway_emitter import call, traced  # noqa: E402

FILES = {
    'boston.csv': 'item,sold\napples,3\nbread,5\n',
    'tampa.csv': 'item,sold\napples,7\n',
    'paris.csv': 'item,sold\napples,many\n',
}


@traced
def read_file(name):
    return FILES[name]


@traced
def count_sold(name):
    rows = csv.DictReader(io.StringIO(read_file(name)))
    return sum(int(row['sold']) for row in rows)


def import_all():
    with call('import_sales', {'files': sorted(FILES)}) as whole:
        sold, failed = {}, []
        for name in sorted(FILES):
            try:
                sold[name] = count_sold(name)
            except ValueError:
                failed.append(name)
        whole.result = {'sold': sold, 'failed': failed}
        return sold, failed


sold, failed = import_all()
assert sold == {'boston.csv': 8, 'tampa.csv': 7}, sold
assert failed == ['paris.csv'], failed
print(f'Sold {sum(sold.values())}; not readable: {", ".join(failed)}')
