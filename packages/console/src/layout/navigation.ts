/** The pages of the navigation, in its order. */
export const navigation = [
  { to: "/webhooks", label: "Webhooks" },
  { to: "/deliveries", label: "Deliveries" },
  { to: "/events", label: "Events" },
  { to: "/publish", label: "Publish" },
  { to: "/operator-webhook", label: "Operator webhook" },
  { to: "/tokens", label: "Tokens" },
] as const;
