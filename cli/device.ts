import { deviceProgram } from "./device/program.ts";
import { run } from "./run.ts";

void run(deviceProgram());
