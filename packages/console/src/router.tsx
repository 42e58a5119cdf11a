import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { readFilters } from "./deliveries/filters.ts";
import { readEventFilters } from "./events/filters.ts";
import { Heading } from "./layout/heading.tsx";
import { Shell } from "./layout/shell.tsx";
import { Empty, Failure } from "./ui/states.tsx";
import { readWebhookSearch } from "./webhooks/search.ts";
import { WebhooksPage } from "./webhooks/webhooks-page.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Failed });
const routeAt = <Path extends string>(path: Path) => ({ getParentRoute: () => root, path }) as const;

const routeTree = root.addChildren([
  createRoute({
    ...routeAt("/"),
    beforeLoad: () => {
      throw redirect({ to: "/webhooks" });
    },
  }),
  createRoute({ ...routeAt("/webhooks"), component: WebhooksPage, validateSearch: readWebhookSearch }),
  createRoute({
    ...routeAt("/webhooks/$webhookId"),
    component: lazyRouteComponent(() => import("./webhooks/webhook-page.tsx"), "WebhookPage"),
  }),
  createRoute({
    ...routeAt("/deliveries"),
    component: lazyRouteComponent(() => import("./deliveries/deliveries-page.tsx"), "DeliveriesPage"),
    validateSearch: readFilters,
  }),
  createRoute({
    ...routeAt("/deliveries/$deliveryId"),
    component: lazyRouteComponent(() => import("./deliveries/delivery-page.tsx"), "DeliveryPage"),
  }),
  createRoute({
    ...routeAt("/events"),
    component: lazyRouteComponent(() => import("./events/events-page.tsx"), "EventsPage"),
    validateSearch: readEventFilters,
  }),
  createRoute({
    ...routeAt("/events/$eventId"),
    component: lazyRouteComponent(() => import("./events/event-page.tsx"), "EventPage"),
  }),
  createRoute({
    ...routeAt("/publish"),
    component: lazyRouteComponent(() => import("./events/publish-page.tsx"), "PublishPage"),
  }),
  createRoute({
    ...routeAt("/operator-webhook"),
    component: lazyRouteComponent(() => import("./operator/operator-webhook-page.tsx"), "OperatorWebhookPage"),
  }),
  createRoute({
    ...routeAt("/tokens"),
    component: lazyRouteComponent(() => import("./tokens/tokens-page.tsx"), "TokensPage"),
  }),
]);

export const router = createRouter({ routeTree, basepath: "/console", scrollRestoration: true });

/** Loads the other pages. When they are opened, the service may be away, or have scripts with other names. */
export async function loadPages(): Promise<void> {
  for (const { options } of Object.values(router.routesById)) await options.component?.preload?.();
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

function NotFound() {
  return (
    <>
      <Heading title="Page not found" />
      <Empty title="There is no page at this address.">
        <Link to="/webhooks">Webhooks</Link>
      </Empty>
    </>
  );
}

/** A page that could not be loaded: after an update of the service, its scripts have other names. */
function Failed({ error }: ErrorComponentProps) {
  return <Failure error={error} onRetry={() => location.reload()} />;
}
