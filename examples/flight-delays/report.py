"""How much delay to plan for: for each busy airport, the delay that nine of ten flights kept."""

import asyncio
import json
from collections import defaultdict
from html import escape

AIRPORTS = 24
PERCENTILE = 90


async def largest_sample():
    """The data may come in several sizes: take the largest that is there."""
    for size in ('50k', '20k', '10k'):
        try:
            return json.loads(await tools.read_file(path=f'flights-{size}.json'))
        except ToolError as error:
            if error.code != 'FileNotFound':
                raise
            print(f'No sample of {size} flights, trying a smaller one')
    raise RuntimeError('There are no flight records')


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[-(-percent * len(ordered) // 100) - 1]


async def study(code, delays):
    """Place and interval are independent of each other, so both are asked for at once."""
    place, interval = await asyncio.gather(
        tools.find_airport(code=code),
        tools.estimate_interval(of=code, percentile=PERCENTILE, values=delays),
    )
    return {
        'code': code,
        'city': place['city'],
        'flights': len(delays),
        'minutes': percentile(delays, PERCENTILE),
        'low': interval['low'],
        'high': interval['high'],
    }


def chart(rows, everywhere):
    """One row an airport: a dot for the delay and a bar for its interval."""
    left, top, step, width = 210, 96, 22, 620
    right, bottom = left + width, top + step * len(rows)
    ticks = range(0, max(row['high'] for row in rows) // 15 * 15 + 16, 15)

    def x(minutes):
        return round(left + width * minutes / ticks[-1], 1)

    parts = [
        '<text x="20" y="34" font-size="19" font-weight="bold">Minutes of delay to plan for</text>',
        f'<text x="20" y="58" fill="#555">Nine of ten flights from the airport were at most this '
        f'late; January to March 2001, {everywhere["flights"]:,} flights</text>',
    ]
    for tick in ticks:
        parts.append(f'<path d="M{x(tick)} {top}V{bottom}" stroke="#ddd"/>')
        parts.append(f'<text x="{x(tick)}" y="{bottom + 20}" text-anchor="middle">{tick}</text>')
    parts.append(
        f'<text x="{left + width / 2}" y="{bottom + 44}" text-anchor="middle" fill="#555">'
        'minutes (dot) and 95 % interval (bar)</text>'
    )
    average = x(everywhere['minutes'])
    parts.append(f'<path d="M{average} {top - 8}V{bottom}" stroke="#b5432a" stroke-dasharray="4 3"/>')
    parts.append(
        f'<text x="{average}" y="{top - 14}" text-anchor="middle" fill="#b5432a">'
        f'all airports: {everywhere["minutes"]}</text>'
    )
    for index, row in enumerate(rows):
        y = top + step * index + step / 2
        name = escape(f'{row["city"]} ({row["code"]})')
        parts.append(f'<text x="{left - 12}" y="{y + 4}" text-anchor="end">{name}</text>')
        parts.append(
            f'<path d="M{x(row["low"])} {y}H{x(row["high"])}" stroke="#7fa6c9" stroke-width="6"/>'
        )
        parts.append(f'<circle cx="{x(row["minutes"])}" cy="{y}" r="5" fill="#1f4e79"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + 30} {bottom + 60}" '
        'font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#222">'
        '<rect width="100%" height="100%" fill="white"/>' + ''.join(parts) + '</svg>'
    )


files = await tools.list_files(pattern='flights-*.json')
print(f'{len(files)} samples of flights, {sum(file["bytes"] for file in files):,} bytes')
flights = await largest_sample()

delays = defaultdict(list)
for flight in flights:
    delays[flight['origin']].append(flight['delay'])
busiest = sorted(delays, key=lambda code: (-len(delays[code]), code))[:AIRPORTS]

all_delays = [flight['delay'] for flight in flights]
interval, *rows = await asyncio.gather(
    tools.estimate_interval(
        of='all airports', percentile=PERCENTILE, resamples=4_000, values=all_delays
    ),
    *[study(code, delays[code]) for code in busiest],
)
everywhere = {'flights': len(flights), 'minutes': percentile(all_delays, PERCENTILE), **interval}
rows.sort(key=lambda row: (-row['minutes'], row['code']))

saved = await tools.save_chart(name='delays.svg', svg=chart(rows, everywhere))
seen = await tools.inspect_chart(name='delays.svg')
assert seen['marks'] == len(rows) and seen['outside'] == 0, seen
{'everywhere': everywhere, 'worst': rows[0], 'best': rows[-1], 'chart': saved['path']}
