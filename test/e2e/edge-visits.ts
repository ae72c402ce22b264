import { once } from 'node:events';
import { createConnection } from 'node:net';
import { describe, expect, test } from 'vitest';

const text = 'text/plain;charset=utf-8';

/** What visitors see of the edge worker of `test/hosts/edge`, wherever it is served: the guest `edge-sales`, with an empty database. */
export function declareVisits(where: string, origin: () => string): void {
  /** Status, type and text of an answer; Latin-1 in a path is encoded as it is. */
  async function ask(method: string, path: string, body?: string): Promise<[status: number, type: string | null, text: string]> {
    const response = await fetch(`${origin()}${path}`, { method, ...(body === undefined ? {} : { body }) });
    return [response.status, response.headers.get('content-type'), await response.text()];
  }

  describe(where, () => {
    test('each request is answered by a guest of its own, which keeps what it knows in the database', async () => {
      expect(await ask('PUT', '/sales')).toEqual([201, text, 'stored\n']);
      expect(await ask('POST', '/sales', 'plum,250')).toEqual([201, text, 'stored\n']);
      expect(await ask('POST', '/sales', 'Zoë’s pear,9007199254740991')).toEqual([201, text, 'stored\n']);
      expect(await ask('POST', '/sales', 'plum,199')).toEqual([201, text, 'stored\n']);
      expect(await ask('GET', '/sales/plum')).toEqual([
        200,
        'application/json',
        '{"columns":["item","cents"],"rows":[["plum",199],["plum",250]]}',
      ]);
      const [status, , pear] = await ask('GET', `/sales/${encodeURIComponent('Zoë’s pear')}`);
      expect([status, pear]).toEqual([200, '{"columns":["item","cents"],"rows":[["Zoë’s pear",9007199254740991]]}']);
    });

    test('what is not there is not found, and what cannot be understood is said so', async () => {
      expect(await ask('GET', '/sales/fig')).toEqual([404, text, 'nothing sold\n']);
      expect(await ask('GET', '/')).toEqual([404, text, 'no such page\n']);
      expect(await ask('POST', '/sales', 'plum')).toEqual([400, text, 'send ITEM,CENTS\n']);
      expect((await ask('GET', '/sales/%ff'))[0]).toBe(400);
    });

    test('a body that is announced as too long is refused before any of it is there', async () => {
      const { hostname, port, host } = new URL(origin());
      const connection = createConnection({ host: hostname, port: Number(port) });
      connection.write(`POST /sales HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000001\r\n\r\n`);
      const [answer] = await once(connection, 'data');
      connection.destroy();
      expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
    });

    test('a number that the platform would round is refused', async () => {
      expect((await ask('POST', '/sales', 'whale,9007199254740993'))[0]).toBe(201);
      const [status, , complaint] = await ask('GET', '/sales/whale');
      expect([status, complaint]).toEqual([500, 'a number beyond 2^53; select it with CAST(.. AS TEXT)']);
    });

    test('a value is never part of a statement', async () => {
      const name = "x'); DROP TABLE sale; --";
      expect((await ask('POST', '/sales', `${name},1`))[0]).toBe(201);
      expect((await ask('GET', `/sales/${encodeURIComponent(name)}`))[0]).toBe(200);
    });

    test('many visitors at once get their own answers', async () => {
      const items = Array.from({ length: 20 }, (_, i) => `item-${i}`);
      await Promise.all(items.map((item, i) => ask('POST', '/sales', `${item},${i}`)));
      const answers = await Promise.all(items.map((item) => ask('GET', `/sales/${item}`)));
      expect(answers.map(([, , json]) => (JSON.parse(json) as { rows: unknown }).rows)).toEqual(items.map((item, i) => [[item, i]]));
    });

    test('case 91: a guest has no more authority than its visitor, and a query cannot be made to write', async () => {
      const [status, , complaint] = await ask('GET', '/forged');
      expect([status, complaint]).toEqual([500, 'a query is one SELECT without a semicolon; give texts as parameters']);
      expect((await ask('GET', '/sales/plum'))[0]).toBe(200);
    });
  });
}
