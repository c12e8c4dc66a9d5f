/** The folder that holds components/ and hooks/. */
export declare const folder: string;
/** What their files end with. */
export declare const extension: ".ts" | ".js";
