/** How a bundle gets into a device: what to tap, for the terminal and for the onboarding page alike. */
export interface Guide {
  /** The platform as its owner calls it. */
  readonly title: string;
  /** Where the onboarding page has to be opened: the device itself, or the phone that a watch is paired with. */
  readonly openOn: string;
  /** Whether that is a computer, which scans no code. */
  readonly computer: boolean;
  /** Which of the parts are needed, where not all are. */
  readonly choice?: string;
  readonly parts: readonly GuidePart[];
  /** What goes wrong, and what to do then, for whoever holds the device. */
  readonly notes: readonly string[];
  /** What only whoever runs the stack can do. */
  readonly ownerNotes: readonly string[];
}

/** One place that takes the certificate. Words on the device's own screen stand in “quotes”. */
export interface GuidePart {
  readonly heading: string;
  /** The file that this part begins with. */
  readonly file: GuideFile | undefined;
  readonly steps: readonly string[];
}

export type GuideFile = "p12" | "mobileconfig";

export interface GuideSubject {
  readonly device: string;
  /** Under which the device shows the certificate in its lists. */
  readonly certificateName: string;
  /** File name without its ending. */
  readonly fileName: string;
  readonly hostname: string;
}
