/** How a bundle gets into a device: what to tap, for the terminal and for the onboarding page alike. */
export interface Guide {
  /** The platform as its owner calls it. */
  readonly title: string;
  /** Which of the parts are needed, where not all are. */
  readonly choice?: string;
  readonly parts: readonly GuidePart[];
  /** What goes wrong, and what to do then. */
  readonly notes: readonly string[];
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
  /** The certificate's name on the device. */
  readonly device: string;
  /** File name without its ending. */
  readonly fileName: string;
  readonly hostname: string;
}
