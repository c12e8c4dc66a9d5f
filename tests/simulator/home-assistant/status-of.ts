import http from "node:http";

/** The status of a request whose target goes out as it is. */
export function statusOf(
  url: string,
  target: string,
  {
    method = "GET",
    headers = {},
  }: { readonly method?: string; readonly headers?: http.OutgoingHttpHeaders } = {},
): Promise<number> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, path: target, method, headers, agent: false });
    request.on("error", reject);
    request.on("response", (response) => {
      response.resume().on("end", () => {
        resolve(response.statusCode ?? 0);
      });
    });
    request.end();
  });
}
