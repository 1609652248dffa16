// Speaks to the API with a person's token, and gets a new token where the page names an address for it.

const script = document.currentScript;
const API = new URL("api/v1/", script.src);
const { token: given = "", tokenUrl: tokenAddress = "" } = script.dataset;
let token = given;

class Refusal extends Error {
  constructor(status, wait = 0) {
    super(`status ${status}`);
    this.status = status;
    this.wait = wait;
  }
}

const renewToken = async () => {
  if (!tokenAddress) throw new Refusal(401);
  const answer = await fetch(tokenAddress, { cache: "no-store" });
  if (!answer.ok) throw new Refusal(401);
  token = (await answer.json()).token;
};

/** Returns the answer; null where it is as it was. Throws Refusal, or TypeError without a connection. */
const ask = async (method, path, body, headers = {}, renewed = false) => {
  if (!token) await renewToken();
  const isForm = body instanceof FormData;
  const answer = await fetch(new URL(path, API), {
    method,
    cache: "no-store",
    credentials: "omit",
    headers: {
      Authorization: `Bearer ${token}`,
      ...(body && !isForm ? { "Content-Type": "application/json" } : {}),
      ...headers,
    },
    body: body && !isForm ? JSON.stringify(body) : body,
  });
  if (answer.status === 304) return null;
  if (answer.status === 401 && tokenAddress && !renewed) {
    token = "";
    return ask(method, path, body, headers, true);
  }
  if (!answer.ok) throw new Refusal(answer.status, Number(answer.headers.get("Retry-After")) || 0);
  return answer;
};

const makeKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
