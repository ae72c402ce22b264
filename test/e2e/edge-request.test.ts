import { expect, test } from 'vitest';
import { ExampleHosts } from './example-hosts.js';

/** What these tests use of test/hosts/edge/cgi.ts. */
interface Cgi {
  requestFor(request: Request): Promise<{ readonly stdin: Uint8Array; readonly env: Readonly<Record<string, string>> }>;
}

const { requestFor } = await new ExampleHosts().load<Cgi>('edge/cgi.ts');
const most = 1_000_000;

/** A request whose body comes in parts of so many bytes, and what was asked of it. */
function sending(parts: number, size: number, headers: Record<string, string> = {}) {
  const asked = { parts: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (asked.parts++ < parts) controller.enqueue(new Uint8Array(size).fill(asked.parts));
        else controller.close();
      },
      cancel() {
        asked.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: 'POST', body, headers, duplex: 'half' };
  return { request: new Request('http://shop.example/sales?a=1', init), asked };
}

test('a body is read as it comes, up to as many bytes as this host takes', async () => {
  const { stdin, env } = await requestFor(sending(3, 2).request);
  expect([...stdin]).toEqual([1, 1, 2, 2, 3, 3]);
  expect(env).toMatchObject({ CONTENT_LENGTH: '6', PATH_INFO: '/sales', QUERY_STRING: 'a=1' });
  const whole = await requestFor(sending(10, most / 10, { 'content-length': String(most) }).request);
  expect(whole.stdin.length).toBe(most);
  expect((await requestFor(new Request('http://shop.example/'))).stdin.length).toBe(0);
});

test('a body that is too long is given up where that is seen', async () => {
  const announced = sending(3, 2, { 'content-length': String(most + 1) });
  await expect(requestFor(announced.request)).rejects.toThrow(RangeError);
  expect(announced.asked.parts).toBe(0);
  // An announcement need not be true, or there.
  for (const headers of [{}, { 'content-length': '5' }]) {
    const { request, asked } = sending(1000, most / 4, headers as Record<string, string>);
    await expect(requestFor(request)).rejects.toThrow(RangeError);
    expect(asked).toEqual({ parts: 5, cancelled: true });
  }
});
