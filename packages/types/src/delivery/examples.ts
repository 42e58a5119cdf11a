export * from "../generated/delivery/examples.ts";
