import { Webhook } from "svix";

const receiver = new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
const event = receiver.verify("{}", {});
console.log(event);
