// node run.mjs IMAGE: prints what the programs print.
import { readFileSync } from "node:fs";

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]));
const { run, printed, memory } = instance.exports;
const length = run();
process.stdout.write(new Uint8Array(memory.buffer, printed(), length));
