export * from "../generated/delivery/routes.ts";
