import { schemaPointer } from "../../spec/pointer.ts";
import { expectFirst, findingAbout, forEachCase, type SenderCheck, senderCheck } from "../check.ts";
import { urlChange } from "../url-change.ts";

/** Ends of URLs, each of which means another resource when it is changed (RFC 3986, 6.2.2). */
const urlEnds: readonly [what: string, urlEnd: string][] = [
  ["a slash at the end of its path", "/hooks/"],
  ["a slash before its query", "/hooks/?key=1"],
  ["an escaped slash and percent sign in its path", "/a%2Fb/50%25"],
  ["an escaped space and letter in its path", "/c%20d/caf%C3%A9"],
  ["reserved characters in its path", "/a+b;v=1,2/@me:$(x)!*'&="],
  ["an escaped percent sign, plus and ampersand in its query", "/hooks?token=a%2Bb%26c%3D%25d+e"],
  ["a question mark and slashes in its query", "/hooks?next=/a?b=c&next=/d"],
  ["a fragment", "/hooks?key=1#part"],
];

const unusualUrls: SenderCheck = senderCheck({
  id: "unusual_urls",
  holds: "events are sent to URLs with escapes, reserved characters or a slash at the end as they are",
  skipReason: ({ hasPublicUrl }) => (hasPublicUrl ? "a proxy at --public-url may change them" : undefined),
  isTimed: false,
  async run(context) {
    const { target, report } = context;
    await forEachCase(urlEnds, async ([what, urlEnd]) => {
      const endpoint = await context.open({ urlEnd });
      await target.trigger(endpoint);
      const request = await expectFirst(context, endpoint, `an event to a URL with ${what}`);
      const change = urlChange(request, endpoint);
      if (change === undefined) return;
      const expected = `${change.expected}: send to the URL as it is stored`;
      const message = `a URL with ${what} was changed`;
      report(findingAbout(endpoint, { ...change, message, expected, pointer: schemaPointer("WebhookUrl") }));
    });
  },
});

export const urlChecks: readonly SenderCheck[] = [unusualUrls];
