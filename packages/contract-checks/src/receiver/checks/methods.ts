import { asDelivery, inTurn } from "../data/events.ts";
import { unsigned } from "../delivery.ts";
import { type ReceiverCheck, refuses } from "./check.ts";

export const unsupportedMethod: ReceiverCheck = refuses({
  id: "unsupported_method",
  holds: "GET is refused",
  pointer: "/post",
  *cases() {
    yield { what: "a GET", delivery: asDelivery(inTurn(0), { method: "GET", change: () => unsigned }) };
    yield { what: "a GET with the headers of a delivery", delivery: asDelivery(inTurn(1), { method: "GET" }) };
  },
});
