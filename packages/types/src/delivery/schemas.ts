export * from "../generated/delivery/schemas.ts";
