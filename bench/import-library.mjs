// Says how many milliseconds the import of the library takes.
const began = performance.now();
await import('callboard');
console.log(performance.now() - began);
