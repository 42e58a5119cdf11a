import { expect, test } from "vitest";
import { urlChange } from "../../src/sender/url-change.ts";

const ofRun = "/agent-webhooks-contract-1b2c/7?list=a%2Fb&empty=";

test.each([
  ["https://example.com/hooks/?key=%41", "/hooks/?key=%41"],
  ["https://example.com", "/"],
  ["https://example.com?a=/b", "/?a=/b"],
  ["https://[::1]:8080//a", "//a"],
  ["https://example.com/hooks?key=1#part", "/hooks?key=1"],
  ["https://example.com#part", "/"],
  [`http://127.0.0.1:80${ofRun}`, ofRun],
  [`http://127.0.0.1:80${ofRun}`, `/proxy${ofRun}`],
  // A proxy may change what stands before the endpoints of a run.
  [`https://ci.example.com/proxy${ofRun}`, ofRun],
  [`https://ci.example.com/proxy${ofRun}`, `/other${ofRun}`],
])("a request to %s arrives at %s", (url, received) => {
  expect(urlChange({ url: received }, { url })).toBeUndefined();
});

test.each([
  ["https://example.com/hooks/?key=%41", "/hooks/?key=A", "/hooks/?key=%41"],
  ["https://example.com/hooks/", "/hooks", "/hooks/"],
  ["https://example.com/hooks", "/a/hooks", "/hooks"],
  ["https://example.com/a/hooks", "/hooks", "/a/hooks"],
  ["https://example.com/hooks", "/others", "/hooks"],
  ["https://example.com/hooks#part", "/hooks%23part", "/hooks"],
  ["https://example.com", "/hooks/", "/"],
  [`https://ci.example.com/proxy${ofRun}`, ofRun.replace("%2F", "/"), `/proxy${ofRun}`],
  [`https://ci.example.com/proxy${ofRun}`, `${ofRun}&more`, `/proxy${ofRun}`],
])("a request to %s does not arrive at %s", (url, got, target) => {
  expect(urlChange({ url: got }, { url })).toEqual({
    message: "an event was sent to another URL than the webhook's",
    expected: `${target}, byte for byte`,
    got,
  });
});
