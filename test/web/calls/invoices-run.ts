import type { EventBody } from '../../../src/journal/journal.ts';
import type { ServedDashboard } from '../support/serve-dashboard.ts';

/** The program of the run, line by line as its calls name them. */
const code = `from tools import docs, erp, fx, mail, payments, vendors


async def main():
    for inv in await erp.list_invoices(quarter="2026-Q3"):
        await match(inv)

async def match(inv):
    hits = await docs.search(query=inv["reference"])
    if not hits:
        hits = await vendors.resolve(invoice=inv["id"])
    po = await erp.get_order(id=hits[0]["order_id"])
    try:
        await settle(inv, po, rates)
    except ToolError as error:
        print("warn ", error)

async def settle(inv, po, rates):
    delta = inv["total"] - convert(po["total"], rates)
    if delta <= 0:
        return
    await erp.post_adjustment(invoice=inv["id"], delta=-delta)
    if delta > 500:
        await payments.refund(
            vendor=po["vendor"], amount=delta, currency="EUR",
            reference=inv["id"], memo=memo(po))
    await mail.send(to=po["contact"], template="adjustment")
`;

type Step = { at: number; body: EventBody };

/** A made-up sequence that is the same every time. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Everything of the run up to `until` seconds after its start, in order. */
function invoicesEvents(until: number): Step[] {
  const random = sequence(7);
  const steps: Step[] = [];
  const call = (
    callId: string,
    tool: string,
    line: number,
    args: unknown,
    from: number,
    to?: number,
    more: { parentCallId?: string; end?: Record<string, unknown>; size?: number } = {},
  ): void => {
    const { parentCallId, end, size = 200 } = more;
    steps.push({
      at: from,
      body: {
        type: 'call.began',
        callId,
        tool,
        line,
        args: { value: args },
        road: 'host-call',
        ...(parentCallId !== undefined && { parentCallId }),
      } as EventBody,
    });
    if (to === undefined) return;
    steps.push({
      at: to,
      body: {
        type: 'call.ended',
        callId,
        ...(end ?? {
          status: 'ok',
          applied: 'yes',
          result: { preview: '{"rows": […]}', bytes: size },
        }),
      } as EventBody,
    });
  };
  call('c_1', 'erp.list_invoices', 5, { quarter: '2026-Q3' }, 0.1, 1.96, { size: 1_800_000 });
  call('c_2', 'fx.rates', 30, { base: 'EUR', on: '2026-09-30' }, 2.1, 2.194, { size: 4000 });
  for (let index = 0; index < 318; index += 1) {
    const from = 2.2 + index * 0.2525;
    call(
      `c_s${index}`,
      'docs.search',
      9,
      { query: `INV-20${400 + index}` },
      from,
      from + 0.6 + random() * 1.2,
      {
        size: 13_000,
      },
    );
  }
  for (let index = 0; index < 301; index += 1) {
    const from = 3 + index * 0.266;
    call(
      `c_o${index}`,
      'erp.get_order',
      12,
      { id: `PO-77${100 + index}` },
      from,
      from + 0.3 + random() * 0.5,
      {
        size: 9000,
      },
    );
  }
  for (let index = 0; index < 24; index += 1) {
    const from = 11 + index * 2.85 + random() * 0.8;
    const isBad = index === 7;
    call(
      `c_a${index}`,
      'erp.post_adjustment',
      22,
      { invoice: `INV-20${410 + index}`, delta: -1280.5 },
      from,
      from + 0.2 + random() * 0.05,
      isBad
        ? {
            end: {
              status: 'error',
              applied: 'no',
              error: {
                name: 'PeriodClosed',
                message:
                  'erp.post_adjustment: 409 PeriodClosed\nperiod 2026-08 is closed for postings',
              },
            },
          }
        : { size: 1700 },
    );
  }
  call(
    'c_refund',
    'payments.refund',
    24,
    {
      vendor: 'V-1183',
      amount: 18_420,
      currency: 'EUR',
      reference: 'INV-20388',
      memo: 'Overpayment on PO-77120, Q3 reconciliation',
    },
    42.8,
  );
  steps.push({ at: 43.1, body: { type: 'approval.asked', id: 'ap_1', callId: 'c_refund' } });
  for (let index = 0; index < 22; index += 1) {
    const from = 15 + index * 3 + random();
    const isLost = index === 11;
    call(
      `c_m${index}`,
      'mail.send',
      27,
      { to: 'ap@norrland-paper.example', template: 'adjustment' },
      from,
      isLost ? from + 30 : from + 0.3 + random() * 0.1,
      isLost
        ? {
            end: {
              status: 'timed_out',
              applied: 'unknown',
              error: {
                name: 'ConnectionReset',
                message: 'connection reset after request was sent',
              },
            },
          }
        : { size: 4300 },
    );
  }
  for (let index = 0; index < 11; index += 1) {
    const from = 20 + index * 3.2;
    const isLast = index === 10;
    call(
      `c_v${index}`,
      'vendors.resolve',
      11,
      { invoice: `INV-20${921 + index}` },
      isLast ? 61 : from,
      isLast ? undefined : from + 7 + random() * 2,
      { size: 29_000 },
    );
  }
  const nested = { parentCallId: 'c_v10' };
  call('c_x1', 'llm.extract', 5, { pages: 3, schema: 'vendor' }, 61.2, 67.4, {
    ...nested,
    size: 12_000,
  });
  call('c_l', 'lookup', 6, { org: 'Norrland' }, 67.6, undefined, nested);
  call(
    'c_h1',
    'http.get',
    3,
    { url: 'https://registry.example/companies?q=Norrland' },
    67.8,
    68.9,
    {
      parentCallId: 'c_l',
      size: 9800,
    },
  );
  call('c_h2', 'http.get', 4, { url: 'https://registry.example/companies/556038' }, 68.9, 71.6, {
    parentCallId: 'c_l',
    size: 9100,
  });
  call('c_sv', 'erp.search_vendors', 8, { name: 'Norrland Paper' }, 74.9, undefined, {
    parentCallId: 'c_l',
  });
  call(
    'c_ask',
    'human.ask',
    10,
    { question: 'INV-20931 matches two vendors. Which one is right?' },
    75,
    undefined,
    nested,
  );
  steps.push({ at: 75.1, body: { type: 'approval.asked', id: 'ap_2', callId: 'c_ask' } });
  steps.push({
    at: 83,
    body: { type: 'run.progressed', percent: 65, message: '312 of 480, matching invoices' },
  });
  const output: [number, 'stdout' | 'stderr', string][] = [
    [31.5, 'stderr', 'warn  INV-20417 skipped: period 2026-08 is closed\n'],
    [43, 'stdout', 'refund INV-20388  18420.00 EUR  V-1183\n'],
    [58.1, 'stdout', 'matched 200, overpaid 19, missing 7\n'],
  ];
  for (const [at, stream, text] of output) {
    steps.push({ at, body: { type: 'output.written', stream, text } });
  }
  return steps.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
}

/** Writes the run into a server's journal as it stood `until` seconds after it had begun. */
export async function writeInvoicesRun(
  served: Pick<ServedDashboard, 'journal' | 'setTime'>,
  runId: string,
  startedAt: number,
  until = 84,
): Promise<void> {
  const { journal, setTime } = served;
  setTime(startedAt);
  await journal.append(runId, [
    {
      type: 'run.started',
      kind: 'code',
      title: 'Reconcile Q3 supplier invoices',
      source: { language: 'python', code, filename: 'reconcile.py' },
      limits: { callsInFlight: 12 },
      tags: { by: 'Mara Lindqvist' },
    },
  ]);
  for (const { at, body } of invoicesEvents(until)) {
    setTime(Math.round(startedAt + at * 1000));
    await journal.append(runId, [body]);
  }
  setTime(undefined);
}
