/** How to install a bundle on a device, for the terminal and the onboarding page alike. */
export interface Guide {
  /** The platform's name. */
  readonly title: string;
  /** Where to open the onboarding page: the device itself, or the phone that a watch is paired with. */
  readonly openOn: string;
  /** Whether that is a computer, which can't scan a QR code. */
  readonly computer: boolean;
  /** Says which parts are needed, unless all are. */
  readonly choice?: string;
  readonly parts: readonly GuidePart[];
  /** For the holder of the device: what can go wrong, and what to do about it. */
  readonly notes: readonly string[];
  /** What only the stack's owner can do. */
  readonly ownerNotes?: readonly string[];
}

/** The steps for one place that stores certificates. Labels on the device's screen are in “quotes”. */
export interface GuidePart {
  readonly heading: string;
  /** The file to download before the first step. */
  readonly file?: GuideFile | undefined;
  readonly steps: readonly string[];
}

export type GuideFile = "p12" | "mobileconfig";

export interface GuideSubject {
  readonly device: string;
  /** The name under which the device lists the certificate. */
  readonly certificateName: string;
  /** The file's name without its extension. */
  readonly fileName: string;
  readonly hostname: string;
}

/**
 * Chrome warns of every download from an http page at a private address. The onboarding page saves its file in a way that
 * Chrome accepts; browsers based on it, and those without JavaScript, may still warn.
 */
export const insecureDownload =
  "“Insecure download blocked”: choose “Keep”. The file is encrypted, so nobody who listens on the network can use it.";
