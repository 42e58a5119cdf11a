import { createReceiver } from "@agent-webhooks/receiver";

const receiver = createReceiver({ secrets: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" });
const event = await receiver.verify("{}", {});
console.log(event);
