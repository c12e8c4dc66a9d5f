import { Ajv, type ValidateFunction } from "ajv";
import { failureShape, publishedShapes } from "./published-shapes.ts";

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const compiled = new Map<object, ValidateFunction>();

/** A response of the API with its request. */
export interface Exchange {
  readonly method: string;
  /** Below `/client/v4`, without its query. */
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

/** How a response deviates from its published shape; undefined if it doesn't. */
export function shapeMistake({ method, path, status, body }: Exchange): string | undefined {
  const request = `${method} ${path} (${status})`;
  if (status === 204) return body === "" ? undefined : `${request} has a body`;
  const shape = status === 200 ? shapeOf(method, path) : failureShape;
  if (shape === undefined) return `${request} has no published shape`;
  const validate = compiled.get(shape) ?? ajv.compile(shape);
  compiled.set(shape, validate);
  if (validate(JSON.parse(body))) return undefined;
  return `${request}: ${ajv.errorsText(validate.errors, { dataVar: "answer" })}`;
}

function shapeOf(method: string, path: string): object | undefined {
  const names = Object.keys(publishedShapes).filter((name) => fits(name, `${method} ${path}`));
  // A literal segment takes precedence over a parameter.
  const [closest] = names.sort((a, b) => a.split(":").length - b.split(":").length);
  return closest === undefined ? undefined : publishedShapes[closest];
}

function fits(name: string, request: string): boolean {
  const [wanted, given] = [name.split("/"), request.split("/")];
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => (part.startsWith(":") ? given[at] !== "" : part === given[at]))
  );
}

/** Like fetch, for the simulator's API. @throws Error when the response doesn't have its published shape */
export const fetchChecked: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const { pathname } = new URL(request.url);
  const response = await fetch(request);
  const { status } = response;
  const path = pathname.replace(/^\/client\/v4/, "");
  const mistake = shapeMistake({ method: request.method, path, status, body: await response.clone().text() });
  if (mistake !== undefined) throw new Error(mistake);
  return response;
};
