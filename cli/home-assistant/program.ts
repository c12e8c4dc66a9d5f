import { Argument, Command } from "commander";
import { type Installation, installations } from "../../domain/guides/installations.ts";
import { showPieces } from "./show.ts";

/** `npm run home-assistant`: what is done at Home Assistant itself. */
export function homeAssistantProgram(): Command {
  const program = new Command("home-assistant").description("Home Assistant's own side of the set-up.");
  program
    .command("show")
    .addArgument(
      new Argument(
        "[installation]",
        "how Home Assistant is installed; lists what there is by default",
      ).choices(Object.keys(installations)),
    )
    .description("each piece that is pasted at Home Assistant, the tunnel's token included")
    .option("--stack <name>", "stack to work on; PULUMI_STACK or the selected one by default")
    .action((installation: Installation | undefined, options: { stack?: string }) =>
      showPieces(installation, options),
    );
  return program;
}
