import { deviceProgram } from "../../../cli/device/program.ts";
import { run } from "../../../cli/run.ts";

export interface DeviceAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run device -- …` in this process; gives its output and exit code. */
export async function runDevice(...words: string[]): Promise<DeviceAnswer> {
  const output = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    jest.spyOn(process[stream], "write").mockImplementation((text) => {
      output[stream] += String(text);
      return true;
    }),
  );
  process.exitCode = 0;
  try {
    await run(deviceProgram(), words);
    return { ...output, code: process.exitCode };
  } finally {
    process.exitCode = 0;
    spies.forEach((spy) => {
      spy.mockRestore();
    });
  }
}
