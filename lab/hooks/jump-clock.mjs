// Loaded by --import before the product: the clock of this process jumps by up to a day, back and forth, many times a
// second. The monotonic clock and timers go on as they are, as when somebody sets the machine's time.
const { now } = Date;
let offset = 0;
let next = 0;

Date.now = () => {
  if (performance.now() >= next) {
    offset = Math.round((Math.random() - 0.5) * 2 * 86_400_000);
    next = performance.now() + Math.random() * 40;
  }
  return now() + offset;
};

globalThis.Date = class extends Date {
  constructor(...words) {
    if (words.length === 0) super(Date.now());
    else super(...words);
  }
};
