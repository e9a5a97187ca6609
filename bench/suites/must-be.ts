/** Fails where a measured program came to something else: a wrong result is no measurement. */
export function mustBe(
  result: { ok: boolean; value: unknown; message?: string; stderr?: string },
  expected: unknown,
): void {
  if (result.ok && result.value === expected) return;
  const came = result.ok ? JSON.stringify(result.value) : `${result.message} ${result.stderr}`;
  throw new Error(`A measured program came to ${came?.slice(0, 500)}, not ${expected}`);
}
