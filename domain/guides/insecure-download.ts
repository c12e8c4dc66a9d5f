/**
 * Chrome says so of anything that an http page at a private address offers. The page saves its file in a way that Chrome
 * takes; a browser of its kin, or one without JavaScript, may not.
 */
export const insecureDownload =
  "“Insecure download blocked”: choose “Keep”. The file is encrypted, so that nobody who listens in the network can use it.";
