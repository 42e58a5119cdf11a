import { Link, Outlet, useRouter } from "@tanstack/react-router";
import { type ReactElement, Suspense, useEffect, useRef } from "react";
import { useIsServiceLost } from "../api/connection.ts";
import { signOut, useSession } from "../session/session.ts";
import { SignIn } from "../session/sign-in.tsx";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icons.tsx";
import { Notices } from "../ui/notices.tsx";
import { Loading } from "../ui/states.tsx";
import { useKeptFocus } from "./kept-focus.ts";
import { navigation } from "./navigation.ts";

/** The frame of every page, and the sign-in in front of it. */
export function Shell(): ReactElement {
  const { token, message, hasPage } = useSession();
  useKeptFocus();
  return (
    <>
      {hasPage && <Page />}
      {token === undefined && <SignIn message={message} />}
    </>
  );
}

function Page(): ReactElement {
  const isLost = useIsServiceLost();
  const router = useRouter();
  const main = useRef<HTMLElement>(null);
  useEffect(
    () =>
      router.subscribe("onResolved", ({ fromLocation, pathChanged }) => {
        // The link that was followed may be gone. Screen readers go on at the new page.
        if (fromLocation && pathChanged) main.current?.focus({ preventScroll: true });
      }),
    [router],
  );
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="header">
        <Link to="/webhooks" className="brand">
          Agent Webhooks
        </Link>
        <nav className="nav" aria-label="Pages">
          {navigation.map(({ to, label }) => (
            <Link key={to} to={to} className="nav-link" activeProps={{ "aria-current": "page" }}>
              {label}
            </Link>
          ))}
          <a className="nav-link" href="/docs">
            API reference
          </a>
        </nav>
        <Button onClick={signOut}>Sign out</Button>
      </header>
      <div role="status">
        {isLost && (
          <p className="banner">
            <Icon name="warning" />
            The service cannot be reached. This page shows the last known state, and continues by itself.
          </p>
        )}
      </div>
      <main ref={main} id="main" className="main" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <Notices />
    </>
  );
}
