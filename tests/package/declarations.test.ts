import { join } from "node:path";
import ts from "typescript";
import { example, type OtherProgram, otherProgram, root } from "./other-program.ts";

jest.setTimeout(120_000);

describe("the compiler of somebody else's program", () => {
  let program: OtherProgram;
  beforeEach(() => {
    program = otherProgram("linked");
  });
  afterEach(() => {
    program.remove();
  });

  /** What it says about the program, and about every file of ours that it reads for that. */
  function compile(text: string, options: ts.CompilerOptions): { read: string[]; said: string[] } {
    program.write("index.ts", text);
    const strict = { strict: true, noEmit: true, types: ["node"], target: ts.ScriptTarget.ES2020 };
    const entry = join(program.folder, "index.ts");
    const compiled = ts.createProgram([entry], { ...strict, ...options });
    const files = compiled
      .getSourceFiles()
      .filter(({ fileName }) => fileName === entry || fileName.startsWith(root))
      .filter(({ fileName }) => !fileName.includes("node_modules/"));
    const said = files.flatMap((file) => [
      ...compiled.getSyntacticDiagnostics(file),
      ...compiled.getSemanticDiagnostics(file),
    ]);
    return {
      read: files.map(({ fileName }) => fileName.replace(`${root}/`, "")).filter((file) => file !== entry),
      said: said.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " ")),
    };
  }

  const commonJs = { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 };
  const nodeNext = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };

  test.each([
    ["CommonJS", commonJs],
    ["NodeNext", nodeNext],
  ])(
    "accepts the example as %s, and reads no source of ours, which it would check by its own rules",
    (_title, options) => {
      const { read, said } = compile(example, options);
      expect(said).toEqual([]);
      expect(read.sort()).toEqual([
        "dist/components/args.d.ts",
        "dist/components/outputs.d.ts",
        "dist/domain/configuration/home-settings.d.ts",
        "dist/package.d.ts",
      ]);
    },
  );

  test("marks a misspelt key and a wrong choice, and knows what outputs hold", () => {
    const { said } = compile(
      [
        example.replace('"ios"', '"tos"'),
        'new SecureHome("other", { zone: "example.com", hostnam: "ha.example.com" });',
        "export const pins: number = devices.apply((all) => all['anna-phone']!.pin);",
      ].join("\n"),
      nodeNext,
    );
    expect(said).toEqual([
      expect.stringContaining(`Type '"tos"' is not assignable to type 'Platform | undefined'`),
      expect.stringContaining("'hostnam' does not exist in type 'SecureHomeArgs'"),
      expect.stringContaining("Type 'Output<string>' is not assignable to type 'number'"),
    ]);
  });
});
