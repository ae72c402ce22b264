/** What the reference host does over time: a clock with a script, calls back into the guest and out of it, streams, tasks. */

/** How this host ends a guest. */
class Exit extends Error {}

export function clock({ Errno }) {
  let next = 0n;
  let by = 0n;
  const now = () => {
    const time = next;
    next = BigInt.asUintN(64, next + by);
    return time;
  };
  return {
    script(start, step) {
      next = start;
      by = step;
    },
    now,
    random(seed, buf) {
      for (let i = 0, byte = seed; i < buf.length; i++, byte = (byte * 5 + 1) & 255) buf[i] = byte;
    },
    sleep: () => undefined,
    receive: (number) => (number === 0 ? Errno.EAGAIN : number),
    pause: (time) => (time > 1n ? new Promise((done) => setTimeout(done)) : undefined),
    read: now,
    seconds: now,
    name: () => 'parity',
    dial: () => undefined,
  };
}

export function control({ Errno }, guest) {
  const back = (value) => guest().parity_callback(value);
  return {
    exit(code) {
      throw new Exit(`exit ${code}`);
    },
    call: back,
    nested: (value) => (back(value) === 0 ? Errno.EPERM : undefined),
    sneak() {
      try {
        back(1);
        return undefined;
      } catch {
        return Errno.EBUSY;
      }
    },
    window(data) {
      const copy = data.slice();
      back(0);
      return copy;
    },
  };
}

export function streams() {
  const replies = [];
  return {
    start: (count, token, reply) => void replies.push({ count, sent: 0, token, reply }),
    pump() {
      for (const one of [...replies]) {
        const cancelled = one.token?.isCancelled() ?? false;
        if (!cancelled && one.sent < one.count) {
          one.sent += 1;
          one.reply.send(new TextEncoder().encode(`frame ${one.sent}`));
        }
        if (!cancelled && one.sent < one.count) continue;
        one.reply.close();
        replies.splice(replies.indexOf(one), 1);
      }
    },
  };
}

export const tasks = ({ Errno }) => ({
  async fetch(url, { signal }) {
    if (url === 'never') await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return url === 'fail' ? Errno.EPERM : { status: [...url].length, body: new TextEncoder().encode(url) };
  },
});
