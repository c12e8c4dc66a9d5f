import { startOnboarding, type Offer, type Onboarding } from "../../../../cli/device/onboarding/server.ts";

export const bundle = Buffer.from("an encrypted bundle");
export const p12 = {
  name: "anna.p12",
  type: "application/x-pkcs12",
  attachment: true,
  contents: bundle,
};
export const profile = {
  name: "anna.mobileconfig",
  type: "application/x-apple-aspen-config",
  attachment: false,
  contents: Buffer.from("<plist/>"),
};

/** Starts onboarding pages for the tests of a file, on loopback, and ends them after each test. */
export function withPages() {
  let taken: string[] = [];
  const running: Onboarding[] = [];
  afterEach(async () => {
    taken = [];
    for (const onboarding of running.splice(0)) {
      onboarding.close();
      await onboarding.ended;
    }
  });
  return {
    /** Every download so far: the file and the client's address. */
    taken: () => taken,
    start: async (part: Partial<Offer> = {}): Promise<Onboarding> => {
      const onboarding = await startOnboarding({
        address: "127.0.0.1",
        port: 0,
        files: [p12],
        page: (linkTo) => ({ html: `<a href="${linkTo("anna.p12")}">`, policy: "default-src 'none'" }),
        lifetimeMs: 60_000,
        connectionMs: 20_000,
        onDownload: (file, client) => taken.push(`${file} ${client}`),
        ...part,
      });
      running.push(onboarding);
      return onboarding;
    },
  };
}
