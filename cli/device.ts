import { deviceProgram } from "./device/program";
import { run } from "./run";

void run(deviceProgram());
