import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { PollMs } from "./api/queries.ts";
import { queryClient } from "./api/query-client.ts";
import { loadPages, router } from "./router.tsx";
import "./styles/index.css";

const container = document.getElementById("console");
if (container === null) throw new Error("the page has no element for the console");
createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <PollMs value={Number(container.dataset.pollMs)}>
        <RouterProvider router={router} />
      </PollMs>
    </QueryClientProvider>
  </StrictMode>,
);
// After what the first page needs.
addEventListener("load", () => void loadPages());
