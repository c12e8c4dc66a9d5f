import { homeAssistantProgram } from "./home-assistant/program.ts";
import { run } from "./run.ts";

void run(homeAssistantProgram());
