/**
 * A request for a guest, in the manner of CGI (RFC 3875): what was asked stands in the environment, the body on standard input, and
 * the guest writes its response, header lines first, to standard output. No interface of its own is needed for it.
 */
import { type Program, sizeOf } from '../shared/program.js';

/** Thrown for a body that is longer than this host reads. */
export class BodyTooLong extends RangeError {
  override readonly name = 'BodyTooLong';
}

/** More than this is not read from a request, or taken from a guest. */
const mostBytes = 1_000_000;

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(sizeOf(parts));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The body of a request. One that is too long is not kept in memory first: what comes may be longer than what was announced. */
async function bodyOf({ headers, body }: Request): Promise<Uint8Array> {
  if (Number(headers.get('content-length')) > mostBytes) throw new BodyTooLong();
  const reader = body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
    parts.push(next.value);
    size += next.value.length;
    if (size <= mostBytes) continue;
    await reader?.cancel();
    throw new BodyTooLong();
  }
  return joined(parts);
}

/**
 * What the guest is told of a request. Cookies and authorization are not: they are the authority of the visitor, and this host
 * has no reason to lend it to the guest.
 */
export async function requestFor(request: Request): Promise<Program> {
  const url = new URL(request.url);
  const stdin = await bodyOf(request);
  return {
    stdin,
    env: {
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      CONTENT_LENGTH: String(stdin.length),
      CONTENT_TYPE: request.headers.get('content-type') ?? '',
    },
  };
}

/** Collects what a guest writes. */
export class Output {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  readonly write = (fd: 1 | 2, bytes: Uint8Array): void => {
    this.#size += bytes.length;
    if (this.#size > mostBytes) throw new RangeError('the guest writes too much');
    if (fd === 2) console.error(new TextDecoder().decode(bytes).trimEnd());
    else this.#parts.push(bytes);
  };

  bytes(): Uint8Array<ArrayBuffer> {
    return joined(this.#parts);
  }
}

/** Where the header ends: after an empty line. */
function endOfHeader(bytes: Uint8Array): number {
  for (let i = 0; i + 3 < bytes.length; i++) {
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) return i;
  }
  throw new SyntaxError('the response of the guest has no end of its header');
}

/** The response that a guest wrote. Throws for a header that HTTP does not allow: nothing of the guest is sent unchecked. */
export function responseOf(bytes: Uint8Array<ArrayBuffer>): Response {
  const end = endOfHeader(bytes);
  const headers = new Headers();
  let status = 200;
  for (const line of new TextDecoder().decode(bytes.subarray(0, end)).split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else headers.append(name, value);
  }
  return new Response(bytes.slice(end + 4), { status, headers });
}
